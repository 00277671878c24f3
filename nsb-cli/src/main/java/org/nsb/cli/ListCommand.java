// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.util.List;
import org.nsb.cli.report.ListReport;
import org.nsb.patcher.PatchListing;
import org.nsb.patcher.Patcher;
import org.nsb.patcher.ProcessPatches;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

@Command(
        name = "list",
        description = "Lists the patches in a process, or in all processes.",
        footer = "Nothing is stopped.")
final class ListCommand extends Verb {
    @Parameters(
            arity = "0..1",
            paramLabel = "PID",
            converter = ProcessIdConverter.class,
            description = "The process (default: all that may be examined).")
    private Integer pid;

    @Override
    Result run() {
        Patcher patcher = Patchers.onThisMachine();
        PatchListing listing =
                pid != null ? new PatchListing(List.of(patcher.list(pid)), 0) : patcher.listAll();
        if (listing.skipped() > 0) {
            tell("no permission to examine " + listing.skipped() + " processes");
        }
        for (ProcessPatches process : listing.processes()) {
            process.warnings().forEach(warning -> tell("warning: " + warning));
        }
        return Result.done(new ListReport(listing.processes()));
    }
}
