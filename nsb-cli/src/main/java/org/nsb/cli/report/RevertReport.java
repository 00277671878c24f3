// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.nsb.patcher.RevertResult;
import org.nsb.patcher.RevertResult.Removal;
import org.nsb.patcher.commit.CodeChange;
import org.nsb.patcher.commit.CommitReport;
import org.nsb.patcher.target.RemoteAddress;

/**
 * What {@code nsb revert} did, or with {@code --dry-run} would do.
 *
 * @param pid the process
 * @param result of the patcher
 */
public record RevertReport(int pid, RevertResult result) implements Report {
    @Override
    public void text(PrintWriter out) {
        String name = result.patch().name() + " (" + PatchText.shortId(result.patch().id()) + ")";
        if (result.removal() instanceof Removal.DryRun) {
            out.printf("would revert %s in process %d; nothing has been changed%n", name, pid);
            for (CodeChange.TextWrite write : result.change().writes()) {
                out.printf(
                        "  writes %d bytes at %s%n",
                        write.replacement().length, new RemoteAddress(write.address()));
            }
            return;
        }
        out.printf("reverted %s in process %d%n", name, pid);
        if (result.change().writes().isEmpty()) {
            out.println("  later patches cover all its functions; no thread was stopped");
        } else {
            out.println(PatchText.pause(result.report()));
        }
        CommitReport search = result.removal().search();
        if (search.attempts() > 0) {
            out.println(searched(search));
        }
        if (result.removal() instanceof Removal.Kept kept) {
            out.printf(
                    Locale.ROOT, "  %d KiB stay mapped: %s%n", kept.bytes() / 1024, kept.reason());
        }
    }

    /** The stops that giving back the memory took. */
    private String searched(CommitReport search) {
        String text = PatchText.stop("search", search.longestPauseMicros(), search.threads());
        return result.removal() instanceof Removal.Unmapped unmapped
                ? text + ", " + PatchText.stop("unmap", unmapped.unmapMicros(), 1)
                : text;
    }

    @Override
    public void json(JsonWriter json) throws IOException {
        json.beginObject();
        json.name("pid").value(pid);
        json.name("result")
                .value(result.removal() instanceof Removal.DryRun ? "planned" : "reverted");
        json.name("name").value(result.patch().name());
        json.name("id").value(result.patch().id().hex());
        json.name("attempts").value(result.report().attempts());
        json.name("threads").value(result.report().threads());
        json.name("pauseMicros").value(result.report().pauseMicros());
        json.name("searchMicros").value(result.removal().search().longestPauseMicros());
        if (result.removal() instanceof Removal.Unmapped unmapped) {
            json.name("unmapMicros").value(unmapped.unmapMicros());
        }
        json.name("longestPauseMicros").value(result.longestPauseMicros());
        if (result.removal() instanceof Removal.Kept kept) {
            json.name("keptBytes").value(kept.bytes());
            json.name("keptReason").value(kept.reason());
        }
        PatchText.strings(json, "warnings", result.warnings());
        json.endObject();
    }
}
