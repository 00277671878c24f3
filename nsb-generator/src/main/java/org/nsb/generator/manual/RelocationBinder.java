// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.nsb.arch.RelocationRule;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.arch.Relocations;
import org.nsb.elf.DynamicRelocations;
import org.nsb.elf.DynamicSection;
import org.nsb.elf.Relocation;
import org.nsb.elf.Segment;
import org.nsb.elf.Symbol;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.SourceLine;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.Vzpatch.Placement;

/** Turns the dynamic relocations of the patch into those that are applied when it is bound. */
final class RelocationBinder {
    private final PatchModule patch;
    private final SymbolChoice choice;
    private final Findings findings;
    private final Relocations rules;
    private final DynamicSection dynamic;
    private final Addends addends;
    private final Map<PatchSymbol, Integer> symbols = new HashMap<>();
    private final List<PatchSymbol> symbolList = new ArrayList<>();
    private final Map<Use, Optional<PatchSymbol>> chosen = new HashMap<>();
    private final List<BindRelocation> bound = new ArrayList<>();
    private Placement placement = Placement.ANYWHERE;

    RelocationBinder(PatchModule patch, SymbolChoice choice, Findings findings) {
        this.patch = patch;
        this.choice = choice;
        this.findings = findings;
        this.rules = patch.architecture().relocations();
        this.dynamic = patch.elf().image().dynamic().orElseThrow();
        this.addends = new Addends(patch.elf());
    }

    /** The same symbol can mean different things to a call and to a pointer. */
    private record Use(int symbol, boolean branch, boolean threadLocal) {}

    Binding bind() {
        DynamicRelocations all = dynamic.relocations();
        all.general().forEach(r -> add(r, false));
        all.plt().forEach(r -> add(r, true));
        addRelative(all.relativePlaces());
        return new Binding(List.copyOf(symbolList), List.copyOf(bound), placement);
    }

    private void add(Relocation relocation, boolean branch) {
        Optional<RelocationRule> rule = rules.rule(relocation.type());
        if (rule.isEmpty()) {
            problem(
                    relocation,
                    "relocation " + rules.name(relocation.type()) + " is not supported",
                    "compile every file of the patch with -fPIC");
            return;
        }
        if (rule.get().formula() == Formula.NONE) {
            return;
        }
        if (isCode(relocation.offset())) {
            problem(
                    relocation,
                    "the patch's code needs a relocation (" + rule.get().name() + ")",
                    "compile every file of it with -fPIC");
            return;
        }
        narrow(rule.get());
        if (relocation.symbolIndex() == 0) {
            bound.add(bind(relocation, rule.get(), OptionalInt.empty()));
            return;
        }
        Use use = new Use(relocation.symbolIndex(), branch, isThreadLocal(rule.get()));
        chosen.computeIfAbsent(use, this::choose)
                .ifPresent(s -> bound.add(bind(relocation, rule.get(), indexOf(s))));
    }

    private Optional<PatchSymbol> choose(Use use) {
        Symbol symbol = dynamic.symbols().get(use.symbol());
        return choice.choose(symbol, use.branch(), use.threadLocal());
    }

    private OptionalInt indexOf(PatchSymbol symbol) {
        return OptionalInt.of(
                symbols.computeIfAbsent(
                        symbol,
                        s -> {
                            symbolList.add(s);
                            return symbolList.size() - 1;
                        }));
    }

    private BindRelocation bind(Relocation r, RelocationRule rule, OptionalInt symbol) {
        return new BindRelocation(r.offset(), r.type(), symbol, addends.of(r, rule));
    }

    /** DT_RELR has only the architecture's relative relocation, and implicit addends. */
    private void addRelative(long[] places) {
        if (places.length == 0) {
            return;
        }
        int width = patch.architecture().pointerSize();
        int type =
                IntStream.range(0, 256)
                        .filter(t -> isRelative(t, width))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new IllegalStateException(
                                                patch.architecture().name()
                                                        + " has no relative relocation"));
        for (long place : places) {
            long addend = addends.field(place, width);
            bound.add(new BindRelocation(place, type, OptionalInt.empty(), addend));
        }
    }

    private boolean isRelative(int type, int width) {
        return rules.rule(type)
                .filter(r -> r.formula() == Formula.BASE_RELATIVE && r.width() == width)
                .isPresent();
    }

    private boolean isCode(long place) {
        return patch.elf().segments().stream()
                .anyMatch(
                        s -> s.type() == Segment.PT_LOAD && s.isExecutable() && s.contains(place));
    }

    /** A field that is narrower than an address holds only near or low ones. */
    private void narrow(RelocationRule rule) {
        boolean narrow = rule.width() < patch.architecture().pointerSize();
        if (narrow && rule.formula() == Formula.PC_RELATIVE && placement == Placement.ANYWHERE) {
            placement = Placement.NEAR;
        } else if (narrow && rule.formula() == Formula.SYMBOL) {
            placement = Placement.LOW_2G;
        }
    }

    private static boolean isThreadLocal(RelocationRule rule) {
        return switch (rule.formula()) {
            case TLS_MODULE, TLS_OFFSET, TLS_THREAD_OFFSET, TLS_THREAD_OFFSET_NEGATED -> true;
            default -> false;
        };
    }

    private void problem(Relocation relocation, String text, String advice) {
        String name =
                relocation.symbolIndex() == 0
                        ? ""
                        : dynamic.symbols().get(relocation.symbolIndex()).name();
        findings.problem(
                Kind.RELOCATION,
                name,
                SourceLine.UNKNOWN,
                patch.path() + ": " + text + (name.isEmpty() ? "" : " for " + name),
                advice);
    }
}
