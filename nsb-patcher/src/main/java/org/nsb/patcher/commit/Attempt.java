// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import org.nsb.patcher.commit.Findings.Kind;

/**
 * One stop of all threads. From the first interruption to the last release nothing is allocated,
 * looked up, logged or thrown; the results are left in numbers.
 */
final class Attempt {
    private final StopContext context;
    private final ThreadCheck check;
    private final StoppedAction action;
    private final long stopBudgetNanos;
    private long pauseNanos;
    private int stopped;

    Attempt(StopContext context, ThreadCheck check, StoppedAction action, long stopBudgetNanos) {
        this.context = context;
        this.check = check;
        this.action = action;
        this.stopBudgetNanos = stopBudgetNanos;
    }

    /** From the first interruption to the last release. */
    long pauseNanos() {
        return pauseNanos;
    }

    /** Threads that stood still. */
    int stopped() {
        return stopped;
    }

    /**
     * Attaches, stops, checks, acts, lets go.
     *
     * @param ignoredThread a thread that has ended but cannot be reaped yet; 0 for none
     */
    Outcome run(int ignoredThread) {
        ThreadSet threads = context.threads();
        threads.begin(ignoredThread);
        context.findings().clear();
        int seized = threads.seizeAll(); // stops nothing
        long begin = System.nanoTime();
        Outcome outcome = Outcome.FAILED;
        try {
            threads.interruptAll();
            boolean all = threads.awaitAll(begin + stopBudgetNanos);
            outcome = seized == ThreadSet.COMPLETE ? whileStopped(all, begin) : explain(seized);
        } finally {
            threads.release();
            pauseNanos = System.nanoTime() - begin;
        }
        return outcome;
    }

    private static Outcome explain(int seized) {
        return switch (seized) {
            case ThreadSet.TOO_MANY -> Outcome.TOO_MANY_THREADS;
            case ThreadSet.GONE -> Outcome.GONE;
            default -> Outcome.REFUSED;
        };
    }

    private Outcome whileStopped(boolean allStopped, long begin) {
        ThreadSet threads = context.threads();
        if (!allStopped || !stopNewcomers(begin + stopBudgetNanos)) {
            noteRunning();
            return Outcome.BUSY;
        }
        if (threads.missed() != ThreadSet.COMPLETE) {
            return explain(threads.missed());
        }
        threads.readRegisters();
        stopped = threads.stopped();
        if (stopped == 0) {
            return Outcome.GONE;
        }
        check.inspectAll();
        return context.findings().count() == 0 ? action.run() : Outcome.BUSY;
    }

    /**
     * Threads that were created between the attaching and the stop have been attached by the
     * kernel; but only the list tells who they are.
     *
     * @return whether all stand still
     */
    private boolean stopNewcomers(long deadline) {
        ThreadSet threads = context.threads();
        while (threads.seizeNewcomers()) {
            threads.interruptAll();
            if (!threads.awaitAll(deadline)) {
                return false;
            }
        }
        return true;
    }

    private void noteRunning() {
        ThreadSet threads = context.threads();
        for (int i = 0; i < threads.count(); i++) {
            if (threads.isStopping(i)) {
                context.findings().note(i, Kind.DID_NOT_STOP, QuiescentCode.NONE, 0);
            }
        }
    }
}
