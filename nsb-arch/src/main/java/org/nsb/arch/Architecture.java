// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.nio.ByteOrder;
import java.util.Optional;
import org.nsb.elf.ElfClass;

/**
 * Everything that depends on the CPU of a target, behind one value.
 *
 * <p>Implementations are stateless and immutable; {@link Architectures} finds them through {@link
 * java.util.ServiceLoader}. Each part is an interface of its own, so that a reader of, say, the
 * commit stage sees only registers and jumps.
 */
public interface Architecture {

    /** The name users see and the vzpatch metadata records, for instance {@code x86_64}. */
    String name();

    /** {@code e_machine} of the ELF header (gABI, chapter 4). */
    int machine();

    /** {@code EI_CLASS} of the ELF header; it decides the pointer size too. */
    ElfClass elfClass();

    /** {@code EI_DATA} of the ELF header: the byte order of code and data. */
    ByteOrder byteOrder();

    /** The jump that leads from an old function to its replacement. */
    FunctionJumps jumps();

    /** The meaning of this CPU's relocation types. */
    Relocations relocations();

    /** How a thread is made to perform a system call, and the numbers of the calls nsb needs. */
    SystemCalls systemCalls();

    /** Where the registers stand in what the kernel reports about a stopped thread. */
    Registers registers();

    /** The signal frame by which a thread finds back to what it did before a remote call. */
    SignalFrames signalFrames();

    /** Where thread-local storage lies relative to the thread pointer. */
    ThreadLocals threadLocals();

    /**
     * What callers and callees agree on; empty if this port cannot tell, so that nobody can look
     * for callers that rely on more.
     */
    default Optional<CallingConvention> callingConvention() {
        return Optional.empty();
    }

    /** Bytes of an address in the target: 4 or 8. */
    default int pointerSize() {
        return elfClass().pointerSize();
    }
}
