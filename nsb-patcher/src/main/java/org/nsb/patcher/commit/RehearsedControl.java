// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import org.nsb.patcher.target.ThreadControl;

/**
 * The one door to the target's threads, with a mode in which nobody is behind it.
 *
 * <p>A Java method is slow until it has run some hundred times: first it is loaded and linked, then
 * interpreted, then compiled. So the pause is rehearsed, with the very same code. In a rehearsal
 * the process has two threads whose ids the kernel never gives out ({@code man 5 proc}, {@code
 * pid_max} is at most 2^22). The system calls on them are made, and fail; the answers are those of
 * two threads that stop at once. Memory is really read; a write has no bytes, so that nothing
 * changes.
 *
 * <p>That it is one class for both modes matters: the calls are linked once, to this class.
 */
final class RehearsedControl implements ThreadControl {
    /** Greater than any thread id can be. */
    private static final int[] NOBODY = {0x3fff_fffe, 0x3fff_ffff};

    /** Wait status of a thread that was interrupted: PTRACE_EVENT_STOP with SIGTRAP. */
    private static final int INTERRUPTED = 0x80_057f;

    /** Entries of the thread list that a rehearsal reads at most; big lists are slow to read. */
    private static final int LISTED_LIMIT = 4000;

    private final ThreadControl real;
    private boolean rehearsing;
    private byte[] pretended;
    private int listed;

    RehearsedControl(ThreadControl real) {
        this.real = real;
    }

    /**
     * From now on nobody is behind the door.
     *
     * @param registers of nobody
     */
    void rehearse(byte[] registers) {
        rehearsing = true;
        pretended = registers;
        listed = 0;
    }

    /** From now on the target is behind the door. */
    void endRehearsal() {
        rehearsing = false;
    }

    @Override
    public int list(int[] tids) {
        if (!rehearsing) {
            return real.list(tids);
        }
        if (listed < LISTED_LIMIT) {
            listed += Math.max(1, real.list(tids));
        }
        tids[0] = NOBODY[0];
        tids[1] = NOBODY[1];
        return 2;
    }

    @Override
    public int seize(int tid) {
        int result = real.seize(tid);
        return rehearsing ? 0 : result;
    }

    @Override
    public int interrupt(int tid) {
        int result = real.interrupt(tid);
        return rehearsing ? 0 : result;
    }

    @Override
    public int await(int tid, long deadlineNanos) {
        int status = real.await(tid, rehearsing ? Long.MIN_VALUE : deadlineNanos);
        return rehearsing ? INTERRUPTED : status;
    }

    @Override
    public int registers(int tid, ByteBuffer into) {
        int result = real.registers(tid, into);
        if (rehearsing) {
            into.put(0, pretended);
            return 0;
        }
        return result;
    }

    @Override
    public int read(long address, ByteBuffer into, int length) {
        return real.read(address, into, length);
    }

    @Override
    public int write(long address, ByteBuffer from, int length) {
        int result = real.write(address, from, rehearsing ? 0 : length);
        return rehearsing ? length : result;
    }

    @Override
    public int detach(int tid, int signal) {
        int result = real.detach(tid, signal);
        return rehearsing ? 0 : result;
    }
}
