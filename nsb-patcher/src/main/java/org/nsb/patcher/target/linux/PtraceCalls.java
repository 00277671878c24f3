// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

/**
 * The requests of {@code man 2 ptrace} that {@link LinuxRemoteThread} is made of. All return a
 * negative errno on failure. This seam exists so that tests can play every failure at every step.
 */
interface PtraceCalls {
    /** Entry and exit of system calls can be told from signals. */
    int TRACE_SYSTEM_CALLS_GOOD = 1;

    /** System calls of this thread are not filtered while it is traced. */
    int SUSPEND_SECCOMP = 1 << 21;

    /** Attaches without stopping. */
    int seize(int tid, int options);

    int setOptions(int tid, int options);

    int interrupt(int tid);

    /** As {@link org.nsb.patcher.target.ThreadControl#await}. */
    int await(int tid, long deadlineNanos);

    /** PTRACE_SYSCALL: runs to the next entry or exit of a system call. */
    int resume(int tid, int signal);

    int detach(int tid, int signal);

    /** PTRACE_GETREGS into an array of exactly the structure's size. */
    int registers(int tid, byte[] into);

    /** PTRACE_SETREGS. */
    int setRegisters(int tid, byte[] registers);

    /**
     * PTRACE_GETREGSET.
     *
     * @param note which set, {@code NT_*} of {@code elf.h}
     * @return the size of the set, whose bytes are in {@code into}
     */
    int registerSet(int tid, int note, byte[] into);

    /** PTRACE_GETSIGMASK into {@code into[0]}. */
    int signalMask(int tid, long[] into);

    int setSignalMask(int tid, long mask);

    /**
     * PTRACE_GET_RSEQ_CONFIGURATION: address of the thread's {@code struct rseq} into {@code
     * into[0]}; 0 if it has registered none.
     */
    int restartableSequences(int tid, long[] into);

    /** PTRACE_GETSIGINFO: {@code si_code}, the reason of the signal, into {@code into[0]}. */
    int signalReason(int tid, long[] into);
}
