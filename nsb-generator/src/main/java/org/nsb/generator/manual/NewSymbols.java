// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.nsb.elf.Section;
import org.nsb.elf.Symbol;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.DebugVariable;
import org.nsb.vzpatch.Vzpatch.NewSymbol;

/**
 * Lists what only the patch has, and finds data that the author will have taken for the target's.
 */
final class NewSymbols {
    private final PatchModule patch;
    private final TargetModule target;
    private final Findings findings;

    NewSymbols(PatchModule patch, TargetModule target, Findings findings) {
        this.patch = patch;
        this.target = target;
        this.findings = findings;
    }

    /** Functions and variables of the author that replace nothing, by address. */
    List<NewSymbol> list(List<Replacement> replacements) {
        Set<Long> replacing =
                replacements.stream().map(r -> r.patch().address()).collect(Collectors.toSet());
        Map<Long, NewSymbol> found = new TreeMap<>(Long::compareUnsigned);
        for (PatchFunction f : patch.functions()) {
            if (!replacing.contains(f.address())) {
                found.put(f.address(), new NewSymbol(f.name(), true, f.address(), f.size()));
            }
        }
        for (DebugVariable v : variables()) {
            long address = v.location().orElseThrow().value();
            if (isVague(v, address) && !target.symbols().global(v.linkageName()).isEmpty()) {
                continue;
            }
            found.putIfAbsent(
                    address, new NewSymbol(v.linkageName(), false, address, size(v, address)));
            checkNamesake(v, address);
        }
        return new ArrayList<>(found.values());
    }

    private List<DebugVariable> variables() {
        return Stream.concat(
                        patch.info().variables().stream(),
                        patch.info().functions().stream().flatMap(f -> f.staticLocals().stream()))
                .filter(v -> !v.name().startsWith(PatchModule.MARKER))
                .filter(v -> v.location().isPresent() && !v.location().get().threadLocal())
                .toList();
    }

    private long size(DebugVariable v, long address) {
        return symbols(v).filter(s -> s.value() == address).mapToLong(Symbol::size).max().orElse(0);
    }

    /** Static locals have names like {@code count.0}. */
    private Stream<Symbol> symbols(DebugVariable v) {
        return patch.symbols().startingWith(v.linkageName());
    }

    private void checkNamesake(DebugVariable v, long address) {
        if (v.function().isPresent() || isReadOnly(address)) {
            return;
        }
        List<DebugVariable> same =
                target.info().variables(v.linkageName()).stream()
                        .filter(t -> t.external() == v.external() && t.location().isPresent())
                        .toList();
        if (same.isEmpty()) {
            return;
        }
        String there = v.name() + " of the target (" + same.get(0).declared() + ")";
        if (!v.external()) {
            findings.warning(
                    v.declared()
                            + ": the static variable "
                            + v.name()
                            + " is a new one, not "
                            + there
                            + "; for that one use VZP_STATIC_VAR_REF");
        } else if (!isVague(v, address)) {
            findings.problem(
                    Kind.INEFFECTIVE,
                    v.name(),
                    v.declared(),
                    "the patch defines a variable of its own beside " + there,
                    "declare it extern, without an initialiser: "
                            + "extern "
                            + v.type().declaring(v.name())
                            + ";");
        }
    }

    /** Data that C++ defines in every unit; the target's is taken. */
    private boolean isVague(DebugVariable v, long address) {
        return symbols(v)
                .filter(s -> s.value() == address)
                .anyMatch(s -> s.isWeak() || s.binding() == Symbol.STB_GNU_UNIQUE);
    }

    private boolean isReadOnly(long address) {
        return patch.elf().sections().stream()
                .anyMatch(s -> s.contains(address) && !s.has(Section.SHF_WRITE));
    }
}
