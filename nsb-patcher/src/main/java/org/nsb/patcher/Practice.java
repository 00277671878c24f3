// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.concurrent.locks.LockSupport;

/**
 * Repeats something until it gets no faster: the JVM loads and links code when it first runs, and
 * compiles it in the background when it has run some hundred times. Code that runs while threads of
 * the target stand still has had its practice.
 *
 * @param rounds between two looks at the clock
 * @param longestNanos after which it has to do; on a busy machine the compiler may be late
 */
public record Practice(int rounds, long longestNanos) {
    /**
     * A round gets faster by a multiple, in steps, as the compiler delivers method after method.
     * When this many looks in a row have shown no progress, it is done.
     */
    private static final int PATIENCE = 3;

    /** What counts as progress: to less than nine tenths. */
    private static final double PROGRESS = 0.9;

    /** After the last nap, so that the processor's caches are warm again. */
    private static final int LAST_ROUNDS = 5;

    private static final long NAP_NANOS = 500_000;

    /** Does it. */
    public void of(Runnable scene) {
        long begin = System.nanoTime();
        long best = Long.MAX_VALUE;
        int idle = 0;
        while (idle < PATIENCE && System.nanoTime() - begin < longestNanos) {
            long time = repeat(rounds, scene);
            idle = time < best * PROGRESS ? 0 : idle + 1;
            best = Math.min(best, time);
            // The compiler has threads of its own and needs a processor for them. And a thread that
            // has just slept is less likely to lose the processor when it matters.
            LockSupport.parkNanos(NAP_NANOS);
        }
        repeat(Math.min(rounds, LAST_ROUNDS), scene);
    }

    private static long repeat(int n, Runnable scene) {
        long begin = System.nanoTime();
        for (int round = 0; round < n; round++) {
            scene.run();
        }
        return System.nanoTime() - begin;
    }
}
