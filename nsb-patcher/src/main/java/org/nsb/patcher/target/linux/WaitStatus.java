// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

/**
 * The status word of {@code man 2 waitpid} for a seized thread ({@code man 2 ptrace}, "Stopped
 * states"). It stays a plain int, because the pause allocates nothing.
 */
final class WaitStatus {
    private static final int STOPPED = 0x7f;
    private static final int SIGTRAP = 5;
    private static final int SIGSTOP = 19;
    private static final int SYSTEM_CALL = SIGTRAP | 0x80;
    private static final int EVENT_CLONE = 3;
    private static final int EVENT_STOP = 128;

    private WaitStatus() {}

    /** Whether the thread has ended: exited or killed. */
    static boolean ended(int status) {
        return (status & 0xff) != STOPPED;
    }

    /** Entry or exit of a system call, with PTRACE_O_TRACESYSGOOD. */
    static boolean atSystemCall(int status) {
        return !ended(status) && event(status) == 0 && signal(status) == SYSTEM_CALL;
    }

    /** Stopped by PTRACE_INTERRUPT, or together with its whole process by a stop signal. */
    static boolean atInterruption(int status) {
        return !ended(status) && event(status) == EVENT_STOP;
    }

    /** The thread has created another one, which the kernel has attached to the same tracer. */
    static boolean atClone(int status) {
        return !ended(status) && event(status) == EVENT_CLONE;
    }

    /** The signal that the thread is about to receive; 0 at stops of another kind. */
    static int signalToDeliver(int status) {
        return ended(status) || event(status) != 0 || signal(status) == SYSTEM_CALL
                ? 0
                : signal(status);
    }

    /** The word for a thread that waits for a signal to be delivered. */
    static int ofSignal(int signal) {
        return signal << 8 | STOPPED;
    }

    /** The word for PTRACE_INTERRUPT. */
    static int ofInterruption() {
        return EVENT_STOP << 16 | SIGTRAP << 8 | STOPPED;
    }

    /** The word for a stop of the whole process. */
    static int ofGroupStop() {
        return EVENT_STOP << 16 | SIGSTOP << 8 | STOPPED;
    }

    /** The word for an entry or exit of a system call. */
    static int ofSystemCall() {
        return SYSTEM_CALL << 8 | STOPPED;
    }

    private static int signal(int status) {
        return status >> 8 & 0xff;
    }

    private static int event(int status) {
        return status >>> 16;
    }
}
