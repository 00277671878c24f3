// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/**
 * System calls as a thread of the target performs them.
 *
 * <p>The calls are made from a small {@linkplain #stub() stub} of code, which nsb writes into
 * unused bytes of an executable mapping of the target and takes out again.
 */
public interface SystemCalls {

    /** {@code man 2 memfd_create}; {@code name} is an address in the target. */
    SystemCall memfdCreate(long name, int flags);

    /** {@code man 2 mmap}; {@code offset} in bytes, a multiple of the page size. */
    SystemCall mmap(long address, long length, int protection, int flags, int fd, long offset);

    /** {@code man 2 munmap}. */
    SystemCall munmap(long address, long length);

    /** {@code man 2 close}. */
    SystemCall close(int fd);

    /** The code from which remote calls are made. */
    Stub stub();

    /**
     * What a stop would interrupt if the thread sleeps in this call, as far as its number tells.
     * Used to choose a thread before any is stopped; a call that is not known to be awkward counts
     * as {@link Registers.Interruption#RESTARTABLE}.
     */
    Registers.Interruption asleepIn(long number);

    /**
     * Whether a register value is the kernel's way to say "failed".
     *
     * @param result the content of {@link Registers#result()}
     */
    boolean failed(long result);

    /** The positive {@code errno} of a {@linkplain #failed failed} call. */
    int errno(long result);

    /**
     * Position-independent code with two entrances and one way out.
     *
     * <p>A thread that enters at {@link #systemCallOffset} performs one system call; a function
     * that was called with {@code stub + functionReturnOffset} as its return address comes back
     * there. Both ways then run into {@code rt_sigreturn}, with the result of the call kept in the
     * register at {@link #functionResult}, because the number of {@code rt_sigreturn} overwrites
     * the result register. So a thread that nobody watches any more finds its own way back.
     *
     * @param code the instructions
     * @param systemCallOffset bytes from the start of the stub to the system-call instruction
     * @param systemCallLength bytes of that instruction
     * @param functionReturnOffset bytes from the start of the stub to where functions return
     * @param signalReturnOffset bytes from the start of the stub to the system-call instruction of
     *     {@code rt_sigreturn}
     * @param signalReturnNumber number of {@code rt_sigreturn}
     * @param functionResult offset in {@link Registers} of the register that holds a function's
     *     result when the thread stands at the entry of {@code rt_sigreturn}
     */
    record Stub(
            byte[] code,
            int systemCallOffset,
            int systemCallLength,
            int functionReturnOffset,
            int signalReturnOffset,
            int signalReturnNumber,
            int functionResult) {}
}
