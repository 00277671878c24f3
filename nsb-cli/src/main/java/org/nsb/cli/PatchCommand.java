// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.nio.file.Path;
import org.nsb.cli.report.ApplyReport;
import org.nsb.patcher.ApplyResult;
import org.nsb.vzpatch.PatchFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "patch",
        description = "Applies a patch to a running process.",
        footer = "It is stopped for a moment; --dry-run shows the plan and stops nothing.")
final class PatchCommand extends Verb {
    @Mixin private ProcessAndPatch what;

    @Mixin private ChangeOptions how;

    @Override
    Result run() {
        ProcessAndPatch.Arguments named = what.arguments();
        PatchFile patch = PatchFile.read(Path.of(named.patch()));
        ApplyResult result =
                Patchers.onThisMachine().apply(named.pid(), patch, how.toApplyOptions());
        result.warnings().forEach(warning -> tell("warning: " + warning));
        return Result.done(new ApplyReport(result, output().verbose()));
    }
}
