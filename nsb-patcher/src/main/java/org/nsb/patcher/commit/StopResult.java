// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.List;
import org.nsb.patcher.BusyException.BusyThread;

/** What came of stopping the target. */
public sealed interface StopResult {

    /** All threads stood still, none was in the way, and what was to be done has been done. */
    record Done(CommitReport report) implements StopResult {}

    /**
     * Threads were in the way, up to the last attempt.
     *
     * @param report about the attempts
     * @param threads what the last attempt saw; never empty
     */
    record Busy(CommitReport report, List<BusyThread> threads) implements StopResult {
        public Busy {
            threads = List.copyOf(threads);
        }
    }

    /** The process has ended. */
    record Gone() implements StopResult {}
}
