// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

/**
 * How long to wait between attempts: 1, 2, 4 ... 64 ms, then always 64 ms, until the policy says
 * that it is enough.
 */
final class Backoff {
    private static final long LONGEST_MILLIS = 64;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How long to wait for threads that did not stop in time, so that they can be let go. */
    private static final int LATEST_MILLIS = 2000;

    private final long deadline;
    private int retriesLeft;
    private long millis = 1;

    Backoff(StopPolicy policy) {
        deadline = System.nanoTime() + policy.timeout().toNanos();
        retriesLeft = policy.retries();
    }

    /**
     * Waits, and meanwhile releases threads that stop too late.
     *
     * @return whether there may be another attempt
     */
    boolean pause(ThreadSet threads) {
        threads.releaseLate();
        if (retriesLeft <= 0 || System.nanoTime() + millis * NANOS_PER_MILLI > deadline) {
            return false;
        }
        retriesLeft--;
        for (long waited = 0; waited < millis; waited++) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
            threads.releaseLate();
        }
        millis = Math.min(2 * millis, LONGEST_MILLIS);
        return true;
    }

    /**
     * Waits until the threads that did not stop in time have done so and have been let go. Those
     * that still have not are let go by the kernel when nsb ends.
     */
    static void awaitRelease(ThreadSet threads) {
        for (int waited = 0; threads.releaseLate() > 0 && waited < LATEST_MILLIS; waited++) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
