// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import org.nsb.generator.GenerateResult;
import org.nsb.generator.GenerateResult.LinkedSymbol;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Vzpatch;

/**
 * What {@code nsb generate} made.
 *
 * @param result of the generator
 */
public record GenerateReport(GenerateResult result) implements Report {
    @Override
    public void text(PrintWriter out) {
        Vzpatch patch = result.vzpatch();
        out.printf(
                "%s: patch %s for %s%n",
                result.output(), patch.label().name(), patch.target().name());
        Table table = new Table();
        for (ReplacedFunction f : patch.functions()) {
            table.row("replaces", f.name(), f.file());
        }
        for (LinkedSymbol symbol : result.linked()) {
            String other =
                    symbol.name().equals(symbol.targetName()) ? "" : " = " + symbol.targetName();
            table.row("links", symbol.name() + other, symbol.file());
        }
        for (Vzpatch.NewSymbol symbol : patch.newSymbols()) {
            table.row(symbol.function() ? "adds" : "adds data", symbol.name(), "");
        }
        table.print(out, "  ");
    }

    @Override
    public void json(JsonWriter json) throws IOException {
        Vzpatch patch = result.vzpatch();
        json.beginObject();
        json.name("file").value(result.output().toString());
        json.name("name").value(patch.label().name());
        json.name("id").value(patch.patch().buildId().hex());
        json.name("targetId").value(patch.target().buildId().hex());
        json.name("debugFile").value(result.debugFile().toString());
        json.name("functions").beginArray();
        for (ReplacedFunction f : patch.functions()) {
            json.value(f.name());
        }
        json.endArray();
        json.name("linked").beginArray();
        for (LinkedSymbol symbol : result.linked()) {
            json.beginObject();
            json.name("name").value(symbol.name());
            json.name("targetName").value(symbol.targetName());
            json.name("file").value(symbol.file());
            json.endObject();
        }
        json.endArray();
        json.name("new").beginArray();
        for (Vzpatch.NewSymbol symbol : patch.newSymbols()) {
            json.value(symbol.name());
        }
        json.endArray();
        json.name("warnings").beginArray();
        for (String warning : result.warnings()) {
            json.value(warning);
        }
        json.endArray();
        json.endObject();
    }
}
