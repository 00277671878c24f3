// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;
import org.nsb.patcher.commit.CodeChange;
import org.nsb.patcher.commit.CommitReport;

/**
 * What came of reverting a patch.
 *
 * @param patch the patch as it was before
 * @param change what was written back, or would be: nothing where later patches cover all its jumps
 * @param report what the stop cost; no attempts if none was necessary
 * @param removal whether the patch's memory was given back
 * @param warnings about leftovers and the like
 */
public record RevertResult(
        AppliedPatch patch,
        CodeChange change,
        CommitReport report,
        Removal removal,
        List<String> warnings) {
    public RevertResult {
        warnings = List.copyOf(warnings);
    }

    /** Of all stops, those for giving back the memory included; microseconds. */
    public long longestPauseMicros() {
        return Math.max(report.longestPauseMicros(), removal.longestPauseMicros());
    }

    /** What became of the memory of a reverted patch. */
    public sealed interface Removal {

        /** What the stop cost in which the threads and the memory were searched for pointers. */
        CommitReport search();

        /** Of all stops that this took; microseconds. */
        default long longestPauseMicros() {
            return search().longestPauseMicros();
        }

        /**
         * It is not mapped any more: nothing in the process pointed into it.
         *
         * @param unmapMicros how long one thread stood still to unmap it
         */
        record Unmapped(CommitReport search, long unmapMicros) implements Removal {
            @Override
            public long longestPauseMicros() {
                return Math.max(search.longestPauseMicros(), unmapMicros);
            }
        }

        /**
         * It stays mapped; a later run of nsb looks again.
         *
         * @param bytes of address space
         * @param reason why nobody can tell that it is unused
         */
        record Kept(long bytes, String reason, CommitReport search) implements Removal {}

        /** Nothing was done, because only the plan was asked for. */
        record DryRun() implements Removal {
            @Override
            public CommitReport search() {
                return CommitReport.NONE;
            }
        }
    }
}
