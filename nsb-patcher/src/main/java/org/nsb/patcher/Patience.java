// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.function.Supplier;
import org.nsb.patcher.commit.StopPolicy;

/** Tries again what failed only because the target was busy, as long as the user wants to wait. */
final class Patience {
    private static final long NAP_MILLIS = 5;

    private final StopPolicy policy;

    Patience(StopPolicy policy) {
        this.policy = policy;
    }

    /**
     * @throws BusyException the last one, when the time is over or there were enough attempts
     */
    <T> T whileBusy(Supplier<T> attempt) {
        long deadline = System.nanoTime() + policy.timeout().toNanos();
        for (int retries = policy.retries(); ; retries--) {
            try {
                return attempt.get();
            } catch (BusyException e) {
                if (retries <= 0 || System.nanoTime() - deadline > 0 || !nap()) {
                    throw e;
                }
            }
        }
    }

    private static boolean nap() {
        try {
            Thread.sleep(NAP_MILLIS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
