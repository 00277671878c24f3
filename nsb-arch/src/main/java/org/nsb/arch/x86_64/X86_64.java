// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import java.nio.ByteOrder;
import java.util.Optional;
import org.nsb.arch.Architecture;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.FunctionJumps;
import org.nsb.arch.Registers;
import org.nsb.arch.Relocations;
import org.nsb.arch.SignalFrames;
import org.nsb.arch.SystemCalls;
import org.nsb.arch.ThreadLocals;
import org.nsb.arch.ThreadLocalsBelowPointer;
import org.nsb.elf.ElfClass;

/**
 * The 64-bit mode of x86 CPUs under Linux, as used by LP64 programs.
 *
 * <p>What matters here about this CPU: instructions have one to fifteen bytes and need no
 * alignment, and a store becomes visible to instruction fetch without a flush. Code addresses its
 * surroundings relative to the program counter with 32-bit displacements, so everything that was
 * linked together lies within 2 GiB, and so should a patch. Relocations carry their addends (RELA).
 * Functions may use 128 bytes below the stack pointer without announcing them. Thread-local storage
 * lies below the address in the {@code fs} segment base.
 *
 * <p>The x32 ABI shares {@code e_machine} but is {@code ELFCLASS32}; it is not supported.
 *
 * <p>Sources: System V Application Binary Interface, AMD64 Architecture Processor Supplement (below
 * "psABI"); Intel 64 and IA-32 Architectures Software Developer's Manual ("SDM").
 */
public final class X86_64 implements Architecture {
    /** {@code EM_X86_64} (psABI 4.1). */
    private static final int EM_X86_64 = 62;

    private final FunctionJumps jumps = new X86_64Jumps();
    private final Relocations relocations = new X86_64Relocations();
    private final SystemCalls systemCalls = new X86_64SystemCalls();
    private final Registers registers = new X86_64Registers();
    private final SignalFrames signalFrames = new X86_64SignalFrames();
    private final ThreadLocals threadLocals = new ThreadLocalsBelowPointer();
    private final Optional<CallingConvention> callingConvention =
            Optional.of(new X86_64CallingConvention());

    @Override
    public String name() {
        return "x86_64";
    }

    @Override
    public int machine() {
        return EM_X86_64;
    }

    @Override
    public ElfClass elfClass() {
        return ElfClass.ELF64;
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
    public Optional<CallingConvention> callingConvention() {
        return callingConvention;
    }

    @Override
    public String toString() {
        return name();
    }
}
