// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.nsb.cli.report.RevertReport;
import org.nsb.patcher.PatchSelector;
import org.nsb.patcher.RevertResult;
import org.nsb.vzpatch.PatchFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "revert",
        description = "Takes a patch out of a running process.",
        footer = {
            "PATCH is a file, the patch's build-id or a unique prefix of it, or its name;",
            "the file may be gone. What exists as a file is taken for a file."
        })
final class RevertCommand extends Verb {
    @Mixin private ProcessAndPatch what;

    @Mixin private ChangeOptions how;

    @Override
    Result run() {
        ProcessAndPatch.Arguments named = what.arguments();
        RevertResult result =
                Patchers.onThisMachine()
                        .revert(named.pid(), selector(named.patch()), how.toApplyOptions());
        result.warnings().forEach(warning -> tell("warning: " + warning));
        return Result.done(new RevertReport(named.pid(), result));
    }

    private static PatchSelector selector(String text) {
        Path file = Path.of(text);
        return Files.isRegularFile(file)
                ? new PatchSelector.ById(PatchFile.read(file).vzpatch().patch().buildId())
                : new PatchSelector.ByText(text);
    }
}
