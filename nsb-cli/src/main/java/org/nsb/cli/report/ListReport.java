// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.nsb.patcher.AppliedPatch;
import org.nsb.patcher.ProcessPatches;

/**
 * The patches of one process or of all.
 *
 * @param processes those that have patches
 */
public record ListReport(List<ProcessPatches> processes) implements Report {
    public ListReport {
        processes = List.copyOf(processes);
    }

    @Override
    public void text(PrintWriter out) {
        if (processes.stream().allMatch(p -> p.patches().isEmpty())) {
            out.println("no patches");
            return;
        }
        Table table = new Table();
        table.row("PID", "COMMAND", "#", "PATCH", "BUILD-ID", "STATE", "TARGET", "FUNCTIONS");
        for (ProcessPatches process : processes) {
            for (AppliedPatch patch : process.patches()) {
                table.row(
                        Integer.toString(process.pid()),
                        process.command(),
                        Long.toString(patch.sequence()),
                        patch.name(),
                        PatchText.shortId(patch.id()),
                        PatchText.phase(patch.phase()),
                        fileName(patch.targetPath()),
                        functions(patch));
            }
        }
        table.print(out, "");
    }

    private static String fileName(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static String functions(AppliedPatch patch) {
        return patch.functions().stream()
                .map(f -> f.active() ? f.name() : f.name() + " (covered)")
                .collect(Collectors.joining(", "));
    }

    @Override
    public void json(JsonWriter json) throws IOException {
        json.beginObject();
        json.name("processes").beginArray();
        for (ProcessPatches process : processes) {
            json.beginObject();
            json.name("pid").value(process.pid());
            json.name("command").value(process.command());
            json.name("patches").beginArray();
            for (AppliedPatch patch : process.patches()) {
                PatchText.json(json, patch);
            }
            json.endArray();
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }
}
