// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.util.List;
import org.nsb.cli.report.ListReport;
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
            description = "The process (default: all that may be examined).")
    private Integer pid;

    @Override
    Result run() {
        throw new UnsupportedOperationException();
    }
}
