// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nsb.elf.Symbol;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.GenerateResult.LinkedSymbol;
import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.vzpatch.PatchSymbol;

/** Finds the symbols of limited scope that the macros name. */
final class ReferenceResolver {
    private final TargetModule target;
    private final List<Reference> references;
    private final Findings findings;
    private final CandidateSearch search;
    private final Map<String, LinkedSymbol> linked = new TreeMap<>();

    ReferenceResolver(
            TargetModule target,
            List<Reference> references,
            List<Replacement> replacements,
            Findings findings) {
        this.target = target;
        this.references = references;
        this.findings = findings;
        this.search = new CandidateSearch(target, replacements);
    }

    /** Whether a macro declares this undefined symbol of the patch. */
    boolean knows(String undefined) {
        return references.stream().anyMatch(r -> r.isCalled(undefined));
    }

    /** What was found, by name. */
    List<LinkedSymbol> linked() {
        return List.copyOf(linked.values());
    }

    /**
     * Where the symbol is. Problems are reported; then the result is empty.
     *
     * @param undefined a symbol that a macro declares
     */
    Optional<PatchSymbol> resolve(String undefined) {
        List<Reference> all = references.stream().filter(r -> r.isCalled(undefined)).toList();
        Map<Candidate, Reference> found = new LinkedHashMap<>();
        boolean complete = true;
        for (Reference reference : all) {
            Optional<Candidate> one = one(reference, undefined);
            one.ifPresent(c -> found.putIfAbsent(c, reference));
            complete &= one.isPresent();
        }
        if (!complete) {
            return Optional.empty();
        }
        if (found.keySet().stream().map(Candidate::value).distinct().count() > 1) {
            contradiction(undefined, found);
            return Optional.empty();
        }
        return Optional.of(symbol(undefined, found.keySet().iterator().next()));
    }

    private Optional<Candidate> one(Reference reference, String undefined) {
        List<Candidate> candidates = search.find(reference, undefined);
        if (candidates.isEmpty()) {
            missing(reference, undefined);
            return Optional.empty();
        }
        if (candidates.size() > 1) {
            ambiguous(reference, candidates);
            return Optional.empty();
        }
        Candidate found = candidates.get(0);
        if (found.threadLocal()) {
            problem(
                    Kind.BAD_MACRO,
                    reference,
                    reference.targetName()
                            + " is thread-local in the target, and the macro declares an ordinary"
                            + " variable:"
                            + found.line(),
                    "call a function of the target that gives its address");
            return Optional.empty();
        }
        return hasType(reference, found) ? Optional.of(found) : Optional.empty();
    }

    private boolean hasType(Reference reference, Candidate found) {
        if (reference.type().isEmpty() || reference.type().get().sameAs(found.type())) {
            return true;
        }
        problem(
                Kind.TYPE_MISMATCH,
                reference,
                "types differ:\n    patch:  "
                        + reference.type().get().declaring(reference.macro().name())
                        + "\n    target: "
                        + found.type().declaring(found.name())
                        + " ("
                        + found.declared()
                        + ")"
                        + TypeDifference.explain(reference.type().get(), found.type()),
                "declare it as the target does");
        return false;
    }

    private PatchSymbol symbol(String undefined, Candidate found) {
        linked.put(
                undefined,
                new LinkedSymbol(
                        undefined, found.symbol(), found.declared().toString(), found.value()));
        List<Symbol> there = target.symbols().functionsAt(found.value());
        if (there.stream().anyMatch(s -> s.type() == Symbol.STT_GNU_IFUNC)) {
            return new PatchSymbol.TargetResolver(undefined, found.value());
        }
        long size =
                target.symbols()
                        .startingWith(found.symbol())
                        .filter(s -> s.value() == found.value())
                        .mapToLong(Symbol::size)
                        .findFirst()
                        .orElse(0);
        return new PatchSymbol.TargetAddress(
                undefined, found.declared().file(), found.value(), size);
    }

    private void missing(Reference reference, String undefined) {
        String what = reference.macro().kind().scope() + " " + kindOf(reference);
        String where = reference.file().map(f -> " in \"" + f + "\"").orElse("");
        String text = "the target has no " + what + " " + reference.targetName() + where;
        List<String> clones = search.clones(reference, undefined);
        List<Candidate> namesakes = search.namesakes(reference);
        if (reference.macro().kind().isFunction() && !clones.isEmpty()) {
            problem(
                    Kind.CLONED,
                    reference,
                    reference.targetName()
                            + "() exists in the target only as "
                            + String.join(", ", clones)
                            + ", which the compiler made to be called in another way",
                    "copy the function into the patch under another name");
        } else if (!namesakes.isEmpty()) {
            problem(
                    Kind.MISSING,
                    reference,
                    text + "; of that name it has:" + lines(namesakes),
                    "give the right file, or the macro for its scope; a global symbol needs only"
                            + " an extern declaration");
        } else {
            problem(Kind.MISSING, reference, text + reasons(reference), fileAdvice(reference));
        }
    }

    private String reasons(Reference reference) {
        String name = reference.targetName();
        if (!target.info().functions(name).isEmpty()) {
            return ": it was inlined everywhere";
        }
        return target.info().variables(name).isEmpty() ? "" : ": the compiler removed it";
    }

    private String fileAdvice(Reference reference) {
        Optional<SourcePath> path = reference.file().map(SourcePath::of);
        boolean known =
                path.isEmpty()
                        || target.info().units().stream().anyMatch(u -> path.get().matches(u));
        if (known) {
            return "";
        }
        String similar =
                target.info().units().stream()
                        .map(CompileUnit::path)
                        .filter(p -> SourcePath.of(p).fileName().equals(path.get().fileName()))
                        .distinct()
                        .limit(5)
                        .collect(Collectors.joining(", "));
        return "no source of the target has a path that ends so"
                + (similar.isEmpty() ? "" : "; there is " + similar);
    }

    private void ambiguous(Reference reference, List<Candidate> candidates) {
        problem(
                Kind.AMBIGUOUS,
                reference,
                reference.targetName()
                        + " could be any of "
                        + candidates.size()
                        + " of the target:"
                        + lines(candidates),
                reference.macro().kind().isStatic()
                        ? "say which one: VZP_FILE(\"dir/file.c\") before it, or a file argument"
                        : "");
    }

    private void contradiction(String undefined, Map<Candidate, Reference> found) {
        List<String> lines = new ArrayList<>();
        found.forEach((c, r) -> lines.add("\n    " + r.macro().place() + " means" + c.line()));
        Reference first = found.values().iterator().next();
        problem(
                Kind.BAD_MACRO,
                first,
                "one name, " + undefined + ", for different things:" + String.join("", lines),
                "rename one of them, and say VZP_STATIC_SYM_ALIAS(new_name, "
                        + first.targetName()
                        + ")");
    }

    private static String kindOf(Reference reference) {
        return reference.macro().kind().isFunction() ? "function" : "variable";
    }

    private static String lines(List<Candidate> candidates) {
        return candidates.stream().map(Candidate::line).collect(Collectors.joining());
    }

    private void problem(Kind kind, Reference reference, String text, String advice) {
        findings.problem(kind, reference.macro().name(), reference.macro().place(), text, advice);
    }
}
