// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.IntFunction;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Vzpatch;

/**
 * What {@code nsb inspect} shows of a patch.
 *
 * @param file as the user named it
 * @param patch its metadata
 * @param relocationName the psABI's name of a relocation type
 */
public record InspectReport(String file, Vzpatch patch, IntFunction<String> relocationName)
        implements Report {
    @Override
    public void text(PrintWriter out) {
        header(out);
        out.printf("%nreplaces %d functions:%n", patch.functions().size());
        Table functions = new Table();
        for (ReplacedFunction f : patch.functions()) {
            functions.row(
                    f.name(),
                    f.file(),
                    hex(f.targetAddress()) + " (" + f.size() + " bytes)",
                    "-> " + hex(f.patchAddress()) + " (" + f.patchSize() + " bytes)",
                    f.aliases().isEmpty() ? "" : "also " + String.join(", ", f.aliases()));
        }
        functions.print(out, "  ");
        newSymbols(out);
        symbols(out);
        relocations(out);
    }

    private void header(PrintWriter out) {
        Table table = new Table();
        table.row("patch", patch.label().name() + " (" + file + ")");
        if (!patch.label().description().isEmpty()) {
            table.row("about", patch.label().description());
        }
        if (!patch.label().cves().isEmpty()) {
            table.row("fixes", String.join(", ", patch.label().cves()));
        }
        table.row("build-id", patch.patch().buildId().hex());
        table.row("target", patch.target().name() + " with build-id " + patch.target().buildId());
        table.row("architecture", patch.target().architecture().name());
        table.row("placement", patch.placement().name().toLowerCase(Locale.ROOT));
        table.row("made by", patch.origin().tool());
        patch.origin().compilers().forEach(c -> table.row("compiled by", c));
        table.print(out, "");
    }

    private void newSymbols(PrintWriter out) {
        if (patch.newSymbols().isEmpty()) {
            return;
        }
        out.printf("%nbrings along:%n");
        Table table = new Table();
        for (Vzpatch.NewSymbol symbol : patch.newSymbols()) {
            table.row(
                    symbol.function() ? "function" : "data",
                    symbol.name(),
                    hex(symbol.address()),
                    symbol.size() + " bytes");
        }
        table.print(out, "  ");
    }

    private void symbols(PrintWriter out) {
        if (patch.symbols().isEmpty()) {
            return;
        }
        out.printf("%nrefers to:%n");
        Table table = new Table();
        for (PatchSymbol symbol : patch.symbols()) {
            table.row(symbol.name(), source(symbol));
        }
        table.print(out, "  ");
    }

    private void relocations(PrintWriter out) {
        out.printf("%n%d fields to fill in:%n", patch.relocations().size());
        Table table = new Table();
        for (BindRelocation relocation : patch.relocations()) {
            table.row(
                    hex(relocation.place()),
                    relocationName.apply(relocation.type()),
                    symbolName(relocation),
                    relocation.addend() == 0 ? "" : "+ " + relocation.addend());
        }
        table.print(out, "  ");
    }

    private String symbolName(BindRelocation relocation) {
        return relocation.symbol().isPresent()
                ? patch.symbols().get(relocation.symbol().getAsInt()).name()
                : "";
    }

    private static String source(PatchSymbol symbol) {
        if (symbol instanceof PatchSymbol.DynamicLookup s) {
            String version = s.version().isEmpty() ? "" : ", version " + s.version();
            String weak = s.weak() ? ", weak" : "";
            String tls = s.threadLocal() ? ", thread-local" : "";
            return "by the dynamic linker's rule" + version + weak + tls;
        }
        if (symbol instanceof PatchSymbol.TargetAddress s) {
            String file = s.file().isEmpty() ? "" : " (" + s.file() + ")";
            return "in the target at " + hex(s.address()) + file;
        }
        if (symbol instanceof PatchSymbol.PatchAddress s) {
            return "in the patch at " + hex(s.address());
        }
        if (symbol instanceof PatchSymbol.TargetThreadLocal s) {
            return "thread-local in the target at offset " + s.offset();
        }
        if (symbol instanceof PatchSymbol.TargetSlot s) {
            return "address in the target's slot " + hex(s.slot());
        }
        return "chosen by the target's resolver "
                + hex(((PatchSymbol.TargetResolver) symbol).resolver());
    }

    private static String hex(long address) {
        return "0x" + Long.toHexString(address);
    }

    @Override
    public void json(JsonWriter json) throws IOException {
        json.beginObject();
        json.name("file").value(file);
        json.name("name").value(patch.label().name());
        json.name("description").value(patch.label().description());
        PatchText.strings(json, "cves", patch.label().cves());
        json.name("id").value(patch.patch().buildId().hex());
        json.name("targetId").value(patch.target().buildId().hex());
        json.name("targetName").value(patch.target().name());
        json.name("architecture").value(patch.target().architecture().name());
        json.name("placement").value(patch.placement().name().toLowerCase(Locale.ROOT));
        json.name("tool").value(patch.origin().tool());
        PatchText.strings(json, "compilers", patch.origin().compilers());
        functionsJson(json);
        json.name("newSymbols").beginArray();
        for (Vzpatch.NewSymbol symbol : patch.newSymbols()) {
            json.beginObject();
            json.name("name").value(symbol.name());
            json.name("kind").value(symbol.function() ? "function" : "data");
            json.name("address").value(hex(symbol.address()));
            json.name("size").value(symbol.size());
            json.endObject();
        }
        json.endArray();
        json.name("symbols").beginArray();
        for (PatchSymbol symbol : patch.symbols()) {
            json.beginObject();
            json.name("name").value(symbol.name());
            json.name("source").value(source(symbol));
            json.endObject();
        }
        json.endArray();
        json.name("relocations").beginArray();
        for (BindRelocation relocation : patch.relocations()) {
            json.beginObject();
            json.name("place").value(hex(relocation.place()));
            json.name("type").value(relocationName.apply(relocation.type()));
            json.name("symbol").value(symbolName(relocation));
            json.name("addend").value(relocation.addend());
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    private void functionsJson(JsonWriter json) throws IOException {
        json.name("functions").beginArray();
        for (ReplacedFunction f : patch.functions()) {
            json.beginObject();
            json.name("name").value(f.name());
            PatchText.strings(json, "aliases", f.aliases());
            json.name("file").value(f.file());
            json.name("targetAddress").value(hex(f.targetAddress()));
            json.name("targetSize").value(f.size());
            json.name("patchAddress").value(hex(f.patchAddress()));
            json.name("patchSize").value(f.patchSize());
            json.name("sha256").value(f.sha256().toString());
            json.endObject();
        }
        json.endArray();
    }
}
