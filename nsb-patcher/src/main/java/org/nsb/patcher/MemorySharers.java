// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.ArrayList;
import java.util.List;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.commit.StopPolicy;
import org.nsb.patcher.target.TargetProcess;

/**
 * Waits until nobody but the target's own threads runs in its memory. Others are not stopped with
 * the target: usually the child of a vfork, which is soon gone; sometimes a process made with
 * CLONE_VM, which is not ({@code man 2 clone}).
 */
final class MemorySharers {
    private static final long NAP_MILLIS = 5;

    private final TargetProcess target;

    MemorySharers(TargetProcess target) {
        this.target = target;
    }

    /**
     * @throws BusyException if there are still some when the time is over
     */
    void awaitNone(StopPolicy policy) {
        long deadline = System.nanoTime() + policy.timeout().toNanos();
        int attempts = 1;
        List<Integer> sharers = target.sharers();
        while (!sharers.isEmpty()) {
            if (System.nanoTime() - deadline > 0 || attempts > policy.retries() || !nap()) {
                throw busy(attempts, sharers);
            }
            attempts++;
            sharers = target.sharers();
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

    private BusyException busy(int attempts, List<Integer> sharers) {
        List<BusyThread> others = new ArrayList<>();
        for (int sharer : sharers) {
            others.add(
                    new BusyThread(
                            sharer,
                            "another process",
                            "runs in the same memory (vfork, or clone with CLONE_VM) and would not"
                                    + " be stopped"));
        }
        return new BusyException(target.pid(), attempts, others);
    }
}
