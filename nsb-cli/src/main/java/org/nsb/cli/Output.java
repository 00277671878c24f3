// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import org.nsb.cli.report.Report;
import picocli.CommandLine.Option;

/** Where and how results appear: results on standard output, everything else on standard error. */
final class Output {
    @Option(names = "--json", description = "Print the result as one JSON object.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell more on standard error; twice for the trace of internal errors.")
    private boolean[] verbose = {};

    boolean verbose() {
        return verbose.length > 0;
    }

    boolean traces() {
        return verbose.length > 1;
    }

    /** Prints a result as the user wants it. */
    void print(Report report, PrintWriter out) {
        if (json) {
            out.println(asJson(report));
        } else {
            report.text(out);
        }
        out.flush();
    }

    private static String asJson(Report report) {
        StringWriter text = new StringWriter();
        try (JsonWriter writer = new JsonWriter(text)) {
            writer.setIndent("  ");
            report.json(writer);
        } catch (IOException e) {
            throw new UncheckedIOException("a string can always be written to", e);
        }
        return text.toString();
    }
}
