// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;

/** The result of a verb, for people and for programs. */
public interface Report {

    /** Writes it for people; every line ends with a line break. */
    void text(PrintWriter out);

    /** Writes it as one JSON object whose members are documented in {@code docs/json.md}. */
    void json(JsonWriter json) throws IOException;
}
