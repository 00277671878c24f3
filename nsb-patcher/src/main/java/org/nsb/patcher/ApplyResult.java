// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;
import java.util.Optional;
import org.nsb.patcher.commit.CommitReport;
import org.nsb.patcher.plan.PatchPlan;

/**
 * What came of applying a patch.
 *
 * @param plan what was done, or would be
 * @param applied the patch as it is now, read back from the process; absent for a dry run
 * @param stageMicros how long one thread stood still while the patch was brought into the process;
 *     0 for a dry run
 * @param report what the stop cost; absent for a dry run
 * @param warnings about leftovers and the like
 */
public record ApplyResult(
        PatchPlan plan,
        Optional<AppliedPatch> applied,
        long stageMicros,
        Optional<CommitReport> report,
        List<String> warnings) {
    public ApplyResult {
        warnings = List.copyOf(warnings);
    }
}
