// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.target.TargetProcess;

/**
 * Processes that run in the target's memory without being stopped with it: usually the child of a
 * vfork, which is soon gone; sometimes a process made with CLONE_VM, which is not ({@code man 2
 * clone}).
 */
final class MemorySharers {
    private final TargetProcess target;

    MemorySharers(TargetProcess target) {
        this.target = target;
    }

    /**
     * @throws BusyException if there are any
     */
    void refuse() {
        List<BusyThread> others =
                target.sharers().stream()
                        .map(
                                pid ->
                                        new BusyThread(
                                                pid,
                                                "another process",
                                                "runs in the same memory (vfork, or clone with"
                                                        + " CLONE_VM) and would not be stopped"))
                        .toList();
        if (!others.isEmpty()) {
            throw new BusyException(target.pid(), 1, others);
        }
    }
}
