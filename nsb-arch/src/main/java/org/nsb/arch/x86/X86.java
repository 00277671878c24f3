// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import java.nio.ByteOrder;
import org.nsb.arch.Architecture;
import org.nsb.arch.FunctionJumps;
import org.nsb.arch.Registers;
import org.nsb.arch.Relocations;
import org.nsb.arch.SignalFrames;
import org.nsb.arch.SystemCalls;
import org.nsb.arch.ThreadLocals;
import org.nsb.arch.ThreadLocalsBelowPointer;
import org.nsb.elf.ElfClass;

/**
 * The 32-bit mode of x86 CPUs under Linux, for programs of the i386 ABI on a 64-bit kernel.
 *
 * <p>What matters here about this CPU: instructions have one to fifteen bytes and need no
 * alignment, and a store becomes visible to instruction fetch without a flush. Code cannot address
 * its surroundings relative to the program counter, except by jumps and calls; those wrap around at
 * 4 GiB, so that a patch may lie anywhere. Relocations have their addends in the fields that they
 * change (REL). There is no red zone. Thread-local storage lies below the address in the {@code gs}
 * segment base.
 *
 * <p>Sources: System V Application Binary Interface, Intel386 Architecture Processor Supplement
 * (below "psABI"); Intel 64 and IA-32 Architectures Software Developer's Manual ("SDM").
 */
public final class X86 implements Architecture {
    /** {@code EM_386} (psABI 4.1). */
    private static final int EM_386 = 3;

    private final FunctionJumps jumps = new X86Jumps();
    private final Relocations relocations = new X86Relocations();
    private final SystemCalls systemCalls = new X86SystemCalls();
    private final Registers registers = new X86Registers();
    private final SignalFrames signalFrames = new X86SignalFrames();
    private final ThreadLocals threadLocals = new ThreadLocalsBelowPointer();

    @Override
    public String name() {
        return "x86";
    }

    @Override
    public int machine() {
        return EM_386;
    }

    @Override
    public ElfClass elfClass() {
        return ElfClass.ELF32;
    }

    @Override
    public ByteOrder byteOrder() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public FunctionJumps jumps() {
        return jumps;
    }

    @Override
    public Relocations relocations() {
        return relocations;
    }

    @Override
    public SystemCalls systemCalls() {
        return systemCalls;
    }

    @Override
    public Registers registers() {
        return registers;
    }

    @Override
    public SignalFrames signalFrames() {
        return signalFrames;
    }

    @Override
    public ThreadLocals threadLocals() {
        return threadLocals;
    }

    @Override
    public String toString() {
        return name();
    }
}
