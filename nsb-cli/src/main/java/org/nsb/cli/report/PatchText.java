// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.nsb.elf.BuildId;
import org.nsb.patcher.AppliedPatch;
import org.nsb.patcher.commit.CommitReport;

/** How a patch in a process is written, wherever it occurs. */
final class PatchText {
    /** Digits of a build-id that are shown to people; any unique prefix is accepted as input. */
    private static final int SHORT_ID = 12;

    private PatchText() {}

    static String shortId(BuildId id) {
        return id.hex().substring(0, Math.min(SHORT_ID, id.hex().length()));
    }

    static String phase(AppliedPatch.Phase phase) {
        return switch (phase) {
            case STAGED -> "staged";
            case COMMITTING -> "interrupted while applying";
            case APPLIED -> "applied";
            case REVERTING -> "interrupted while reverting";
            case REVERTED -> "reverted";
        };
    }

    static String pause(CommitReport report) {
        return String.format(
                Locale.ROOT,
                "%s, %s",
                stop("pause", report.pauseMicros(), report.threads()),
                count(report.attempts(), "attempt"));
    }

    /** How long some threads stood still, and what for. */
    static String stop(String purpose, long micros, int threads) {
        return String.format(
                Locale.ROOT, "%s %.3f ms (%s)", purpose, micros / 1000.0, count(threads, "thread"));
    }

    private static String count(int count, String thing) {
        return count + " " + thing + (count == 1 ? "" : "s");
    }

    static void json(JsonWriter json, CommitReport report) throws IOException {
        json.name("attempts").value(report.attempts());
        json.name("threads").value(report.threads());
        json.name("pauseMicros").value(report.pauseMicros());
        json.name("longestPauseMicros").value(report.longestPauseMicros());
    }

    static void strings(JsonWriter json, String name, List<String> values) throws IOException {
        json.name(name).beginArray();
        for (String value : values) {
            json.value(value);
        }
        json.endArray();
    }

    static void json(JsonWriter json, AppliedPatch patch) throws IOException {
        json.beginObject();
        json.name("id").value(patch.id().hex());
        json.name("name").value(patch.name());
        json.name("description").value(patch.description());
        json.name("phase").value(patch.phase().name().toLowerCase(Locale.ROOT));
        json.name("sequence").value(patch.sequence());
        json.name("targetId").value(patch.targetId().hex());
        json.name("targetPath").value(patch.targetPath());
        json.name("address").value(patch.address().toString());
        json.name("size").value(patch.size());
        json.name("stagedAt").value(patch.stagedAt().toString());
        json.name("functions").beginArray();
        for (AppliedPatch.Function function : patch.functions()) {
            json.beginObject();
            json.name("name").value(function.name());
            json.name("from").value(function.from().toString());
            json.name("to").value(function.to().toString());
            json.name("active").value(function.active());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }
}
