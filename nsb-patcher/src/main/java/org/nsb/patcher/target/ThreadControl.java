// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

import java.nio.ByteBuffer;

/**
 * Stops and reads threads without allocating anything: the operations of the pause.
 *
 * <p>Failures are negative {@code errno} values, because an exception costs more than the rest of
 * the operation. All buffers are direct and belong to the caller. See {@code man 2 ptrace} for the
 * requests.
 */
public interface ThreadControl {

    /** Result of {@link #await} when the time was over before the thread stopped. */
    int NOT_YET = Integer.MIN_VALUE;

    /**
     * Fills {@code tids} with the ids of the process's threads ({@code /proc/PID/task}).
     *
     * @return how many there are; may be more than fit
     */
    int list(int[] tids);

    /**
     * {@code PTRACE_SEIZE} with {@code PTRACE_O_TRACECLONE}: attaches without stopping. From then
     * on the kernel attaches the threads that this one creates.
     */
    int seize(int tid);

    /** {@code PTRACE_INTERRUPT}: begins to stop a seized thread. */
    int interrupt(int tid);

    /**
     * Waits for a seized thread to stop or to end.
     *
     * @param deadlineNanos {@link System#nanoTime} value at which to give up; {@link
     *     Long#MIN_VALUE} to look once without waiting
     * @return the status word of {@code man 2 waitpid}, a negative errno, or {@link #NOT_YET}
     */
    int await(int tid, long deadlineNanos);

    /**
     * Reads the general-purpose registers into {@code into} from its start; leaves it alone if it
     * fails.
     *
     * @return 0 or more, or a negative errno
     */
    int registers(int tid, ByteBuffer into);

    /**
     * Reads memory of the process into {@code into} from its start, whatever its position and
     * limit.
     *
     * @return how many bytes were read, at most {@code length}; or a negative errno
     */
    int read(long address, ByteBuffer into, int length);

    /**
     * Writes memory of the process, also into read-only mappings. A length of 0 changes nothing.
     *
     * @return how many bytes were written; or a negative errno
     */
    int write(long address, ByteBuffer from, int length);

    /**
     * {@code PTRACE_DETACH}: lets a stopped thread run.
     *
     * @param signal number of a signal that is to be delivered to it; 0 for none
     */
    int detach(int tid, int signal);
}
