// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.nio.ByteBuffer;
import java.util.List;

/**
 * Where registers stand in the structure that {@code PTRACE_GETREGS} fills in.
 *
 * <p>All offsets are in bytes. The kernel gives a 64-bit tracer its own structure for every tracee,
 * also for those in a 32-bit compatibility mode, so a port describes how the registers of
 * <em>its</em> threads appear in the tracer's structure ({@code man 2 ptrace}, {@code sys/user.h}).
 * The offsets are plain numbers so that the commit stage can read them without allocating anything.
 * A structure in a {@link ByteBuffer} starts at the buffer's position, which does not move; the
 * buffer's byte order does not matter.
 */
public interface Registers {

    /** Bytes of the structure. */
    int size();

    /** Offset of the program counter. */
    int programCounter();

    /** Offset of the stack pointer. */
    int stackPointer();

    /** Offset of the thread pointer: the base of the segment through which TLS is addressed. */
    int threadPointer();

    /** Offset of the register that holds results of system calls and functions. */
    int result();

    /**
     * Offset of the kernel's note of the number of the system call that the thread is in. Written
     * at the entry of a call, it decides which one is performed.
     */
    int systemCallNumber();

    /** Bytes of the red zone below the stack pointer that a function may use unannounced. */
    int redZone();

    /** Offsets of the system-call arguments, in order. */
    List<Integer> systemCallArguments();

    /**
     * Offset of a register by its DWARF number (psABI, "DWARF register number mapping").
     *
     * @return the offset, or -1 if the structure has no such register
     */
    int dwarf(int number);

    /**
     * Whether these registers belong to a thread that runs code of this architecture (and not of
     * another one that the same kernel supports).
     */
    boolean belongsTo(ByteBuffer registers);

    /**
     * Registers that {@linkplain #belongsTo belong} to a thread of this architecture about which
     * nothing else is known: all addresses are 0.
     */
    byte[] blank();

    /**
     * The general-purpose registers as the <em>program</em> must find them if nobody is there any
     * more to restart an interrupted system call (KERNEL: the codes -512 to -516 in the result
     * register). Input and output are whole structures.
     *
     * @param registers as read at a stop
     * @return a new array with program counter and result adjusted; equal to the input where no
     *     system call was interrupted
     */
    byte[] afterInterruptedCall(byte[] registers);

    /**
     * Registers for the entrance of a remote call: the same thread, sent to {@code programCounter}
     * with {@code stackPointer}, with single-step and direction flags clear and with the kernel
     * told that no system call is to be restarted.
     */
    byte[] forCall(byte[] registers, SystemCall call, long programCounter, long stackPointer);

    /** As above, for the entrance of a function without arguments. */
    byte[] forFunction(byte[] registers, long function, long stackPointer);

    /** Whether the thread was interrupted inside a system call; how awkwardly. */
    Interruption interruption(ByteBuffer registers);

    /**
     * What a stop interrupted, in order of preference for remote calls. A program may see {@code
     * EINTR} for the later kinds if nsb dies in mid-air.
     */
    enum Interruption {
        /** Program code was running. */
        USER_MODE,
        /**
         * A call that the kernel restarts from its registers: read, recv, futex without timeout.
         */
        RESTARTABLE,
        /** A call with a relative timeout that the kernel keeps aside: nanosleep, poll. */
        RESTART_BLOCK,
        /** A call that has already been ended with EINTR by the stop: epoll_wait, semtimedop. */
        ENDED
    }
}
