// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.nsb.cli.report.Report;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all verbs have in common: they make a report, print it and choose an exit code. */
abstract class Verb implements Callable<Integer> {
    @Spec private CommandSpec command;

    @Mixin private Output output;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit.")
    private boolean help;

    Output output() {
        return output;
    }

    CommandSpec command() {
        return command;
    }

    /** Does the work. */
    abstract Result run() throws IOException;

    @Override
    public final Integer call() throws IOException {
        Result result = run();
        output.print(result.report(), command.commandLine().getOut());
        return result.code().status();
    }

    /** Says something that is not the result. */
    void tell(String line) {
        command.commandLine().getErr().println("nsb: " + line);
        command.commandLine().getErr().flush();
    }

    /**
     * What a verb ended with.
     *
     * @param report to be printed
     * @param code the exit status
     */
    record Result(Report report, ExitCode code) {
        static Result done(Report report) {
            return new Result(report, ExitCode.DONE);
        }
    }
}
