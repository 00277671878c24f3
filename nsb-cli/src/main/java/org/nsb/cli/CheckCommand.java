// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.nsb.cli.report.CheckReport;
import org.nsb.patcher.CheckResult;
import org.nsb.vzpatch.PatchFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "check",
        description = "Tells whether a patch is applied to a process, or can be.",
        footer = "Nothing is stopped, unless --probe is given.")
final class CheckCommand extends Verb {
    @Mixin private ProcessAndPatch what;

    @Option(
            names = "--probe",
            description = "Stop the process once, write nothing, and tell whether it is busy.")
    private boolean probe;

    @Mixin private StopOptions stop;

    @Override
    Result run() {
        ProcessAndPatch.Arguments named = what.arguments();
        PatchFile patch = PatchFile.read(Path.of(named.patch()));
        CheckResult result =
                Patchers.onThisMachine()
                        .check(
                                named.pid(),
                                patch,
                                probe ? Optional.of(stop.toStopPolicy()) : Optional.empty());
        return new Result(new CheckReport(named.pid(), result), code(result));
    }

    private static ExitCode code(CheckResult result) {
        if (result instanceof CheckResult.NotApplicable) {
            return ExitCode.NOT_APPLICABLE;
        }
        return result instanceof CheckResult.Busy ? ExitCode.BUSY : ExitCode.DONE;
    }
}
