// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugVariable;

/** Finds what a reference can mean. */
final class CandidateSearch {
    private final TargetModule target;
    private final List<Replacement> replacements;

    CandidateSearch(TargetModule target, List<Replacement> replacements) {
        this.target = target;
        this.replacements = replacements;
    }

    /**
     * All that the reference can mean, each place once.
     *
     * @param undefined the patch's symbol for it
     */
    List<Candidate> find(Reference reference, String undefined) {
        return switch (reference.macro().kind()) {
            case STATIC_VAR -> staticVariables(reference, undefined);
            case STATIC_FUNC -> distinct(staticFunctions(reference, undefined));
            case HIDDEN_VAR, PROTECTED_VAR, INTERNAL_VAR ->
                    distinct(variables(reference, undefined, DebugVariable::external));
            case HIDDEN_FUNC, PROTECTED_FUNC, INTERNAL_FUNC ->
                    distinct(functions(reference, undefined, DebugFunction::external));
            case FILE, ALIAS -> List.of();
        };
    }

    /** Everything of that name, wherever it is, for messages. */
    List<Candidate> namesakes(Reference reference) {
        Stream<Candidate> variables =
                target.info().variables(reference.targetName()).stream()
                        .filter(v -> v.location().isPresent())
                        .map(Candidate::of);
        Stream<Candidate> functions =
                target.info().functions(reference.targetName()).stream()
                        .filter(DebugFunction::hasCode)
                        .map(Candidate::of);
        return distinct(Stream.concat(variables, functions));
    }

    private List<Candidate> staticVariables(Reference reference, String undefined) {
        List<Candidate> own =
                distinct(
                        locals(
                                reference,
                                r ->
                                        reference
                                                .function()
                                                .map(f -> f.equals(r.patch().name()))
                                                .orElse(false)));
        if (!own.isEmpty()) {
            return own;
        }
        List<Candidate> fileScope =
                inFile(reference, distinct(variables(reference, undefined, v -> !v.external())));
        List<Candidate> all = new ArrayList<>(fileScope);
        all.addAll(distinct(locals(reference, r -> true)));
        return distinct(all.stream());
    }

    /** Static locals of the functions that are being replaced. */
    private Stream<Candidate> locals(Reference reference, Predicate<Replacement> within) {
        Stream<Candidate> found =
                replacements.stream()
                        .filter(within)
                        .flatMap(r -> bodies(r).stream())
                        .flatMap(f -> f.staticLocals().stream())
                        .filter(v -> v.name().equals(reference.targetName()))
                        .filter(v -> v.location().isPresent())
                        .map(Candidate::of);
        return inFile(reference, found.toList()).stream();
    }

    /** Code and abstract origin of a function: either can have its locals. */
    private List<DebugFunction> bodies(Replacement r) {
        return r.debug().stream()
                .flatMap(
                        itself ->
                                target.info().functions().stream()
                                        .filter(f -> f.unit().equals(itself.unit()))
                                        .filter(f -> f.linkageName().equals(itself.linkageName())))
                .toList();
    }

    private Stream<Candidate> variables(
            Reference reference, String undefined, Predicate<DebugVariable> scope) {
        return target.info().variables(reference.targetName()).stream()
                .filter(v -> v.location().isPresent())
                .filter(scope)
                .map(Candidate::of)
                .filter(c -> isEntity(c, reference, undefined));
    }

    private Stream<Candidate> staticFunctions(Reference reference, String undefined) {
        return inFile(reference, functions(reference, undefined, f -> !f.external()).toList())
                .stream();
    }

    private Stream<Candidate> functions(
            Reference reference, String undefined, Predicate<DebugFunction> scope) {
        return target.info().functions(reference.targetName()).stream()
                .filter(f -> f.hasCode() && isItself(f))
                .filter(scope)
                .map(Candidate::of)
                .filter(c -> isEntity(c, reference, undefined));
    }

    /** Names of clones, if the function exists only so. */
    List<String> clones(Reference reference, String undefined) {
        List<DebugFunction> all =
                target.info().functions(reference.targetName()).stream()
                        .filter(DebugFunction::hasCode)
                        .filter(f -> isEntity(Candidate.of(f), reference, undefined))
                        .toList();
        return all.stream().anyMatch(this::isItself)
                ? List.of()
                : all.stream()
                        .flatMap(f -> target.symbols().functionsAt(f.address()).stream())
                        .map(Symbol::name)
                        .distinct()
                        .toList();
    }

    private boolean isItself(DebugFunction f) {
        List<Symbol> there = target.symbols().functionsAt(f.address());
        return there.isEmpty()
                || there.stream()
                        .anyMatch(
                                s -> SymbolIndex.withoutVersion(s.name()).equals(f.linkageName()));
    }

    /** Without a symbol of the candidate there is only its source name to compare. */
    private boolean isEntity(Candidate candidate, Reference reference, String undefined) {
        String symbol = candidate.symbol();
        boolean unknown =
                symbol.equals(candidate.name())
                        && undefined.startsWith("_Z")
                        && target.symbols().named(symbol).isEmpty();
        return unknown || MangledName.sameEntity(symbol, reference.symbolInTarget(undefined));
    }

    private static List<Candidate> inFile(Reference reference, List<Candidate> all) {
        return reference
                .file()
                .map(
                        f ->
                                InFile.select(
                                        all,
                                        SourcePath.of(f),
                                        Candidate::unit,
                                        Candidate::declared))
                .orElse(all);
    }

    private static List<Candidate> distinct(Stream<Candidate> candidates) {
        Map<Long, Candidate> byPlace = new LinkedHashMap<>();
        candidates.forEach(c -> byPlace.putIfAbsent(c.value() * 2 + (c.threadLocal() ? 1 : 0), c));
        Collection<Candidate> values = byPlace.values();
        return List.copyOf(values);
    }
}
