// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.util.List;
import java.util.Set;
import org.nsb.patcher.ApplyOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How to change a process. */
final class ChangeOptions {
    @Mixin private StopOptions stop;

    @Option(
            names = "--allow-active",
            paramLabel = "FUNC",
            description =
                    "Replace this function even while threads are inside it; they finish the old"
                            + " one. Repeatable.")
    private List<String> allowActive = List.of();

    @Option(
            names = {"-n", "--dry-run"},
            description = "Show what would be done and change nothing.")
    private boolean dryRun;

    ApplyOptions toApplyOptions() {
        return new ApplyOptions(stop.toStopPolicy(), Set.copyOf(allowActive), dryRun);
    }
}
