// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;

/** Until the time was over, threads of the target were inside the code that has to change. */
public final class BusyException extends PatcherException {
    private final transient List<BusyThread> threads;

    /**
     * @param pid the process
     * @param attempts how often all threads were stopped and looked at
     * @param threads what the last attempt saw
     */
    public BusyException(int pid, int attempts, List<BusyThread> threads) {
        super(pid, message(pid, attempts, threads), null);
        this.threads = List.copyOf(threads);
    }

    /** The threads that the last attempt found in the way; never empty. */
    public List<BusyThread> threads() {
        return threads;
    }

    private static String message(int pid, int attempts, List<BusyThread> threads) {
        BusyThread first = threads.get(0);
        String others = threads.size() > 1 ? " and " + (threads.size() - 1) + " more" : "";
        return "process %d is busy after %d %s: thread %d (%s)%s: %s"
                .formatted(
                        pid,
                        attempts,
                        attempts == 1 ? "attempt" : "attempts",
                        first.tid(),
                        first.name(),
                        others,
                        first.reason());
    }

    /**
     * A thread that is in the way.
     *
     * @param tid its id
     * @param name its name
     * @param reason what it does, for instance "executes parse_header"
     */
    public record BusyThread(int tid, String name, String reason) {}
}
