// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.ArrayList;
import java.util.List;
import org.nsb.patcher.target.ThreadControl;

/**
 * Threads that were asked to stop and did not in time. They run on, but will stand still when they
 * can, until somebody lets them go.
 */
final class LateThreads {
    private final PtraceCalls ptrace;
    private final List<Integer> tids = new ArrayList<>();

    LateThreads(PtraceCalls ptrace) {
        this.ptrace = ptrace;
    }

    void add(int tid) {
        tids.add(tid);
    }

    boolean isEmpty() {
        return tids.isEmpty();
    }

    /** Whether nsb still waits for the stop of this one. */
    boolean holds(int tid) {
        return tids.contains(tid);
    }

    /**
     * Lets go of those that have stopped by now. The kernel does the same with the others when nsb
     * ends.
     */
    void release() {
        tids.removeIf(
                tid -> {
                    int status = ptrace.await(tid, Long.MIN_VALUE);
                    if (status > 0 && !WaitStatus.ended(status)) {
                        ptrace.detach(tid, WaitStatus.signalToDeliver(status));
                    }
                    return status != ThreadControl.NOT_YET;
                });
    }
}
