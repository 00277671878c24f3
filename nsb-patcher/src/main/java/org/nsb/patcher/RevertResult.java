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

    /** What became of the memory of a reverted patch. */
    public sealed interface Removal {

        /** It is not mapped any more: nothing in the process pointed into it. */
        record Unmapped() implements Removal {}

        /**
         * It stays mapped; a later run of nsb looks again.
         *
         * @param bytes of address space
         * @param reason why nobody can tell that it is unused
         */
        record Kept(long bytes, String reason) implements Removal {}

        /** Nothing was done, because only the plan was asked for. */
        record DryRun() implements Removal {}
    }
}
