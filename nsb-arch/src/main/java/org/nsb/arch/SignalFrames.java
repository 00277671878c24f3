// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/**
 * The frame that {@code rt_sigreturn} takes a thread's state from.
 *
 * <p>Before a thread is sent into a remote call, a complete frame with its own state lies on its
 * stack, below the red zone, and the stub's code leads into {@code rt_sigreturn}. If nsb dies at
 * any instant the thread ends the call and continues where it was (kernel: arch signal code; psABI
 * for the red zone).
 */
public interface SignalFrames {

    /** Which set {@code PTRACE_GETREGSET} is to read for the extended state ({@code elf.h}). */
    int extendedStateNote();

    /** The same for the floating-point registers; 0 where the port does not need them. */
    int floatingPointNote();

    /**
     * A register set as the kernel reports it for a thread that has never used it; for rehearsals.
     *
     * @param note one of the two above, not 0
     */
    byte[] blankSet(int note);

    /**
     * Builds a frame.
     *
     * @param state what the thread must get back
     * @param below address below which the frame may be written; the red zone is subtracted here
     * @param stub address of the {@link SystemCalls.Stub}, where functions return to
     * @return the bytes and where they belong
     * @throws IllegalArgumentException if the registers or the extended state are not in the
     *     kernel's format
     */
    SignalFrame build(ThreadState state, long below, long stub);

    /**
     * A thread's state as ptrace reports it at a stop.
     *
     * @param registers {@code PTRACE_GETREGS}, already {@linkplain Registers#afterInterruptedCall
     *     adjusted} for a thread that nobody restarts any more; nothing is adjusted here
     * @param extendedState {@code PTRACE_GETREGSET} of {@code NT_X86_XSTATE} or its equivalent
     * @param floatingPoint {@code PTRACE_GETREGSET} of {@code NT_PRFPREG}; empty where the port
     *     does not need it
     * @param signalMask {@code PTRACE_GETSIGMASK}
     */
    record ThreadState(
            byte[] registers, byte[] extendedState, byte[] floatingPoint, long signalMask) {}

    /**
     * A frame ready to be written.
     *
     * @param address of its first byte
     * @param bytes its content
     * @param systemCallStack stack pointer with which the stub's system-call entrance is taken
     * @param functionStack stack pointer with which a function is entered: the word there is the
     *     function's return address
     */
    record SignalFrame(long address, byte[] bytes, long systemCallStack, long functionStack) {}
}
