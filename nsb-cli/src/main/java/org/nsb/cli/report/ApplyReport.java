// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli.report;

import com.google.gson.stream.JsonWriter;
import java.io.IOException;
import java.io.PrintWriter;
import org.nsb.patcher.AppliedPatch;
import org.nsb.patcher.ApplyResult;
import org.nsb.patcher.plan.PatchPlan;
import org.nsb.patcher.plan.PlannedJump;
import org.nsb.patcher.plan.SymbolValue;
import org.nsb.patcher.target.RemoteAddress;

/**
 * What {@code nsb patch} did, or with {@code --dry-run} would do.
 *
 * @param result of the patcher
 * @param verbose whether to show the bound symbols too
 */
public record ApplyReport(ApplyResult result, boolean verbose) implements Report {
    @Override
    public void text(PrintWriter out) {
        if (result.applied().isPresent()) {
            applied(out, result.applied().get());
        } else {
            planned(out, result.plan());
        }
    }

    private void applied(PrintWriter out, AppliedPatch patch) {
        out.printf(
                "applied %s (%s) to process %d%n",
                patch.name(), PatchText.shortId(patch.id()), result.plan().pid());
        Table table = new Table();
        for (AppliedPatch.Function function : patch.functions()) {
            table.row(function.name(), function.from() + " -> " + function.to());
        }
        table.print(out, "  ");
        if (verbose) {
            symbols(out, result.plan());
        }
        result.report()
                .ifPresent(
                        report ->
                                out.println(
                                        PatchText.stop("stage", result.stageMicros(), 1)
                                                + ", "
                                                + PatchText.pause(report)));
    }

    private void planned(PrintWriter out, PatchPlan plan) {
        out.printf(
                "would apply %s to process %d, module %s; nothing has been changed%n",
                plan.vzpatch().label().name(), plan.pid(), plan.record().targetPath());
        out.printf(
                "  maps %d KiB at %s, fills in %d fields%n",
                plan.image().size() / 1024,
                new RemoteAddress(plan.image().address()),
                plan.relocations());
        Table table = new Table();
        for (PlannedJump jump : plan.jumps()) {
            table.row(
                    jump.name(),
                    new RemoteAddress(jump.functionAddress())
                            + " -> "
                            + new RemoteAddress(jump.to()),
                    jump.jump().length + " bytes at " + new RemoteAddress(jump.address()));
        }
        table.print(out, "  ");
        symbols(out, plan);
    }

    private static void symbols(PrintWriter out, PatchPlan plan) {
        if (plan.symbols().isEmpty()) {
            return;
        }
        out.println("binds:");
        Table table = new Table();
        for (PatchPlan.BoundSymbol symbol : plan.symbols()) {
            table.row(symbol.name(), value(symbol.value()));
        }
        table.print(out, "  ");
    }

    private static String value(SymbolValue value) {
        if (value instanceof SymbolValue.Address address) {
            return address.address() == 0
                    ? "undefined (weak)"
                    : new RemoteAddress(address.address()).toString();
        }
        if (value instanceof SymbolValue.ResolverResult result) {
            return "result of the resolver at " + new RemoteAddress(result.resolver());
        }
        SymbolValue.ThreadLocal local = (SymbolValue.ThreadLocal) value;
        return "thread-local, offset " + local.offset() + " in " + local.definer().name();
    }

    @Override
    public void json(JsonWriter json) throws IOException {
        PatchPlan plan = result.plan();
        json.beginObject();
        json.name("pid").value(plan.pid());
        json.name("result").value(result.applied().isPresent() ? "applied" : "planned");
        json.name("name").value(plan.vzpatch().label().name());
        json.name("id").value(plan.vzpatch().patch().buildId().hex());
        json.name("functions").beginArray();
        for (PlannedJump jump : plan.jumps()) {
            json.beginObject();
            json.name("name").value(jump.name());
            json.name("from").value(new RemoteAddress(jump.functionAddress()).toString());
            json.name("to").value(new RemoteAddress(jump.to()).toString());
            json.endObject();
        }
        json.endArray();
        json.name("address").value(new RemoteAddress(plan.image().address()).toString());
        json.name("size").value(plan.image().size());
        json.name("symbols").beginArray();
        for (PatchPlan.BoundSymbol symbol : plan.symbols()) {
            json.beginObject();
            json.name("name").value(symbol.name());
            json.name("value").value(value(symbol.value()));
            json.endObject();
        }
        json.endArray();
        if (result.report().isPresent()) {
            json.name("stageMicros").value(result.stageMicros());
            PatchText.json(json, result.report().get());
        }
        PatchText.strings(json, "warnings", result.warnings());
        json.endObject();
    }
}
