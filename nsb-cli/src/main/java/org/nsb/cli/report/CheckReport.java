// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.CheckResult;

/**
 * The answer of {@code nsb check}.
 *
 * @param pid the process
 * @param result what the patcher found out
 */
public record CheckReport(int pid, CheckResult result) implements Report {
    @Override
    public void text(PrintWriter out) {
        if (result instanceof CheckResult.Applied applied) {
            out.println("applied");
            applied.patch().functions().stream()
                    .filter(f -> !f.active())
                    .forEach(f -> out.println("  " + f.name() + ": replaced by a later patch"));
        } else if (result instanceof CheckResult.Applicable applicable) {
            out.println("applicable");
            applicable.functions().forEach(f -> out.println("  " + f));
        } else if (result instanceof CheckResult.NotApplicable not) {
            out.println("not applicable: " + not.reason());
        } else if (result instanceof CheckResult.Busy busy) {
            for (BusyThread thread : busy.threads()) {
                out.printf(
                        "busy: thread %d (%s): %s%n", thread.tid(), thread.name(), thread.reason());
            }
        }
    }

    @Override
    public void json(JsonWriter json) throws IOException {
        json.beginObject();
        json.name("pid").value(pid);
        if (result instanceof CheckResult.Applied applied) {
            json.name("result").value("applied");
            json.name("patch");
            PatchText.json(json, applied.patch());
        } else if (result instanceof CheckResult.Applicable applicable) {
            json.name("result").value("applicable");
            json.name("functions").beginArray();
            for (String function : applicable.functions()) {
                json.value(function);
            }
            json.endArray();
        } else if (result instanceof CheckResult.NotApplicable not) {
            json.name("result").value("not applicable");
            json.name("reason").value(not.reason());
        } else if (result instanceof CheckResult.Busy busy) {
            json.name("result").value("busy");
            threads(json, busy);
        }
        json.endObject();
    }

    private static void threads(JsonWriter json, CheckResult.Busy busy) throws IOException {
        json.name("threads").beginArray();
        for (BusyThread thread : busy.threads()) {
            json.beginObject();
            json.name("tid").value(thread.tid());
            json.name("name").value(thread.name());
            json.name("reason").value(thread.reason());
            json.endObject();
        }
        json.endArray();
    }
}
