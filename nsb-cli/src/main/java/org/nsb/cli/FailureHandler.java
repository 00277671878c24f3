// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Tells the user what went wrong, on standard error. */
final class FailureHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception thrown, CommandLine command, ParseResult parsed) {
        Failure failure = Failure.of(thrown);
        PrintWriter err = command.getErr();
        String prefix = "nsb: ";
        for (String line : failure.lines()) {
            err.println(prefix + line);
            prefix = "     ";
        }
        for (Throwable further : thrown.getSuppressed()) {
            Failure.of(further).lines().forEach(line -> err.println("     and then: " + line));
        }
        if (failure.internal()) {
            explain(thrown, command, err);
        }
        err.flush();
        return failure.code().status();
    }

    private static void explain(Exception thrown, CommandLine command, PrintWriter err) {
        if (command.getCommand() instanceof Verb verb && verb.output().traces()) {
            thrown.printStackTrace(err);
        } else {
            err.println("     this should not happen; repeat with -vv and report what it prints");
        }
    }
}
