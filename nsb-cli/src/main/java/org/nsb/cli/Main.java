// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.io.PrintWriter;
import picocli.CommandLine;

/** Starts the nsb command. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        // jnr-ffi's own call stubs corrupt the sixth integer argument (jnr/jnr-ffi issue 181)
        System.setProperty("jnr.ffi.x86asm.enabled", "false");
        PrintWriter out = new PrintWriter(System.out, false);
        PrintWriter err = new PrintWriter(System.err, true);
        int status = commandLine(out, err).execute(args);
        out.flush();
        System.exit(status);
    }

    /** The command with all verbs, for {@code main} and for tests. */
    static CommandLine commandLine(PrintWriter out, PrintWriter err) {
        return new CommandLine(new NsbCommand())
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureHandler());
    }
}
