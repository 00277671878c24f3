// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nsb.arch.Architecture;
import org.nsb.patcher.target.ThreadControl;

/**
 * The threads of one attempt: attaches to all, stops all, lets all go. Everything is allocated by
 * the constructor; afterwards nothing is, so that the methods can run inside the pause.
 *
 * <p>A thread goes through these states ({@code man 2 ptrace}, "Attaching and detaching", "Stopped
 * states"):
 *
 * <pre>
 *   SEIZED ── interrupt ──> STOPPING ── await ──> STOPPED ── detach ──> RELEASED
 *      └──────── it ends ───────┴────────> ENDED
 * </pre>
 *
 * Whatever stop a thread makes is good enough: its own, a signal's, that of a new child. A signal
 * that was about to be delivered is handed back at the detach; a thread in a group-stop stays
 * stopped, because the kernel puts it back there when the tracer lets go.
 */
final class ThreadSet {
    /** Result of {@link #seizeAll}: nobody new was found. */
    static final int COMPLETE = 0;

    /** Result of {@link #seizeAll}: there are more threads than there is room. */
    static final int TOO_MANY = 1;

    /** Result of {@link #seizeAll}: the kernel refused; {@link #refusedThread} says whom. */
    static final int REFUSED = 2;

    /** Result of {@link #seizeAll}: the process has ended. */
    static final int GONE = 3;

    /** Attached and running. */
    static final byte SEIZED = 0;

    /** Asked to stop. */
    static final byte STOPPING = 1;

    /** Stands still. */
    static final byte STOPPED = 2;

    /** Has ended. */
    static final byte ENDED = 3;

    /** Runs on without us. */
    static final byte RELEASED = 4;

    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int ESRCH = 3;

    private final ThreadControl control;
    private final int[] listed;
    private final int[] tids;
    private final byte[] states;
    private final int[] signals;
    private final ByteBuffer[] registers;
    private int count;
    private int ignored;
    private int refusedThread;
    private int refusedErrno;
    private int missed;

    ThreadSet(ThreadControl control, Architecture architecture, int capacity) {
        this.control = control;
        listed = new int[capacity];
        tids = new int[capacity];
        states = new byte[capacity];
        signals = new int[capacity];
        registers = new ByteBuffer[capacity];
        int size = (architecture.registers().size() + 15) & -16;
        ByteBuffer all = ByteBuffer.allocateDirect(size * capacity);
        for (int i = 0; i < capacity; i++) {
            registers[i] = all.slice(i * size, size).order(ByteOrder.nativeOrder());
        }
    }

    int capacity() {
        return tids.length;
    }

    int count() {
        return count;
    }

    int tid(int i) {
        return tids[i];
    }

    boolean isStopped(int i) {
        return states[i] == STOPPED;
    }

    boolean isStopping(int i) {
        return states[i] == STOPPING;
    }

    /** The registers as {@link #readRegisters} found them; valid until the next attempt. */
    ByteBuffer registers(int i) {
        return registers[i];
    }

    /** The thread that could not be attached to. */
    int refusedThread() {
        return refusedThread;
    }

    /** The kernel's reason. */
    int refusedErrno() {
        return refusedErrno;
    }

    /** Forgets the last attempt. */
    void begin(int ignoredThread) {
        count = 0;
        ignored = ignoredThread;
        refusedThread = 0;
        refusedErrno = 0;
        missed = COMPLETE;
    }

    /**
     * Attaches to every thread that is not yet attached, until the list holds nobody new. New
     * threads of attached ones are attached by the kernel before they run.
     */
    int seizeAll() {
        while (true) {
            int known = count;
            int result = seizeNew();
            if (result != COMPLETE || count == known) {
                return result;
            }
        }
    }

    /**
     * Looks once more for threads, now that the known ones stand still.
     *
     * @return whether some were found; if not, {@link #missed} says whether that is all
     */
    boolean seizeNewcomers() {
        int known = count;
        missed = seizeNew();
        return count > known;
    }

    /** {@link #COMPLETE}, or why the last {@link #seizeNewcomers} could not take everybody. */
    int missed() {
        return missed;
    }

    private int seizeNew() {
        int n = control.list(listed);
        if (n < 0) {
            refusedErrno = -n;
            // a list that was opened while the process was alive reads as ENOENT afterwards
            return n == -ESRCH || n == -ENOENT ? GONE : REFUSED;
        }
        if (n > listed.length) {
            return TOO_MANY;
        }
        for (int i = 0; i < n; i++) {
            int tid = listed[i];
            if (isKnown(tid, i) || tid == ignored) {
                continue;
            }
            if (count == tids.length) {
                return TOO_MANY;
            }
            if (!seize(tid)) {
                return REFUSED;
            }
        }
        return COMPLETE;
    }

    /** The list nearly always has the same order as last time; so look at the same place first. */
    private boolean isKnown(int tid, int likely) {
        if (likely < count && tids[likely] == tid) {
            return true;
        }
        for (int i = 0; i < count; i++) {
            if (tids[i] == tid) {
                return true;
            }
        }
        return false;
    }

    private boolean seize(int tid) {
        int result = control.seize(tid);
        if (result == -ESRCH) {
            return true; // it has ended before we came
        }
        if (result < 0 && !(result == -EPERM && control.interrupt(tid) >= 0)) {
            refusedThread = tid;
            refusedErrno = -result;
            return false;
        }
        // EPERM for a thread that obeys us: attached by the kernel as a child of one of ours, or
        // left from an attempt in which it did not stop in time.
        tids[count] = tid;
        states[count] = SEIZED;
        signals[count] = 0;
        count++;
        return true;
    }

    /** Begins to stop all threads that run. */
    void interruptAll() {
        for (int i = 0; i < count; i++) {
            if (states[i] == SEIZED) {
                states[i] = STOPPING;
                if (control.interrupt(tids[i]) < 0) {
                    note(i, control.await(tids[i], Long.MIN_VALUE));
                }
            }
        }
    }

    /**
     * Waits until all threads stand still or have ended.
     *
     * @param deadline {@link System#nanoTime} value
     * @return whether that is so
     */
    boolean awaitAll(long deadline) {
        boolean all = true;
        for (int i = 0; i < count; i++) {
            if (states[i] == STOPPING) {
                note(i, control.await(tids[i], deadline));
                all &= states[i] != STOPPING;
            }
        }
        return all;
    }

    /** Takes over what {@code waitpid} said about a thread (wait status: {@code man 2 waitpid}). */
    private void note(int i, int status) {
        if (status == ThreadControl.NOT_YET) {
            return;
        }
        if (status < 0 || (status & 0xff) != 0x7f) {
            states[i] = ENDED;
            return;
        }
        states[i] = STOPPED;
        boolean isEvent = status >>> 16 != 0;
        signals[i] = isEvent ? 0 : status >> 8 & 0xff;
    }

    /** Reads the registers of all stopped threads. A thread that was killed has ended. */
    void readRegisters() {
        for (int i = 0; i < count; i++) {
            if (states[i] == STOPPED && control.registers(tids[i], registers[i]) < 0) {
                states[i] = ENDED;
            }
        }
    }

    /** How many threads stand still. */
    int stopped() {
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (states[i] == STOPPED) {
                n++;
            }
        }
        return n;
    }

    /**
     * Lets all threads go, with the signals that were on their way to them. First those that stand
     * still; then the others, which can only be let go when they have stopped.
     */
    void release() {
        for (int i = 0; i < count; i++) {
            if (states[i] == STOPPED) {
                detach(i);
            }
        }
        for (int i = 0; i < count; i++) {
            if (states[i] == ENDED) {
                control.await(tids[i], Long.MIN_VALUE); // so that it does not stay a zombie
            }
        }
    }

    private void detach(int i) {
        states[i] = control.detach(tids[i], signals[i]) < 0 ? ENDED : RELEASED;
    }

    /**
     * Lets threads go that did not stop in time but perhaps have by now. They run on as long as
     * they have not stopped, but afterwards stand still until this has been called.
     *
     * @return how many are still not let go
     */
    int releaseLate() {
        int left = 0;
        for (int i = 0; i < count; i++) {
            if (states[i] == STOPPING) {
                note(i, control.await(tids[i], Long.MIN_VALUE));
                if (states[i] == STOPPED) {
                    detach(i);
                } else if (states[i] == STOPPING) {
                    left++;
                }
            }
        }
        return left;
    }

    /** For the rehearsal: behaves as if these threads had been attached. */
    void pretend(int[] nobody) {
        count = nobody.length;
        for (int i = 0; i < count; i++) {
            tids[i] = nobody[i];
            states[i] = SEIZED;
            signals[i] = 0;
        }
    }
}
