// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.nsb.elf.Symbol;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.InlinedCopy;
import org.nsb.generator.debuginfo.SourceLine;

/** Whether replacing the functions has the effect that the author expects, and no other one. */
public final class ReplacementChecks {
    private final TargetModule target;
    private final Allowances allowances;
    private final Findings findings;
    private final Inlining inlining;

    /**
     * @param allowances what the author takes upon himself
     */
    public ReplacementChecks(TargetModule target, Allowances allowances, Findings findings) {
        this.target = target;
        this.allowances = allowances;
        this.findings = findings;
        this.inlining = new Inlining(target.info());
    }

    /** Reports everything that stands against these replacements. */
    void run(List<Replacement> replacements) {
        if (replacements.isEmpty() && findings.problems().isEmpty()) {
            findings.problem(
                    Kind.NOTHING_TO_DO,
                    "",
                    SourceLine.UNKNOWN,
                    "the patch replaces no function of " + target.name(),
                    "its functions need the names and scopes of those to be replaced; put VZP_KEEP"
                            + " in front of static ones");
        }
        for (Replacement r : replacements) {
            checkPrototype(r);
            checkFolding(r, replacements);
            checkClones(r);
            checkInlined(r, replacements);
            checkEndless(r);
        }
    }

    private void checkPrototype(Replacement r) {
        if (r.debug().isEmpty()) {
            findings.warning(
                    r.targetName()
                            + "(): the target has no debug information about it, so its prototype"
                            + " was not compared");
            return;
        }
        DebugFunction theirs = r.debug().get();
        DebugFunction ours = r.patch().debug();
        if (!ours.prototype().sameAs(theirs.prototype())) {
            problem(
                    Kind.TYPE_MISMATCH,
                    r,
                    "prototypes differ:\n    patch:  "
                            + ours.prototype().declaring(ours.name())
                            + "\n    target: "
                            + theirs.prototype().declaring(theirs.name())
                            + " ("
                            + theirs.declared()
                            + ")"
                            + TypeDifference.explain(ours.prototype(), theirs.prototype()),
                    "callers in the target pass what the old prototype says; give the function that"
                            + " one");
        }
    }

    /** Different functions with equal code can share it after link-time folding. */
    private void checkFolding(Replacement r, List<Replacement> replacements) {
        if (r.debug().isEmpty()) {
            return;
        }
        Set<String> others = new TreeSet<>();
        target.info().functions().stream()
                .filter(f -> f.hasCode() && f.address() == r.address())
                .filter(f -> !f.declared().equals(r.debug().get().declared()))
                .forEach(f -> others.add(f.linkageName()));
        replacements.forEach(x -> others.remove(x.targetName()));
        others.remove(r.targetName());
        if (!others.isEmpty()) {
            problem(
                    Kind.AMBIGUOUS,
                    r,
                    r.targetName()
                            + "() shares its code in the target with "
                            + String.join(", ", others)
                            + " (identical code was folded)",
                    "they would all be replaced; replace their callers instead");
        }
    }

    private void checkClones(Replacement r) {
        String clones =
                instances(r).stream()
                        .filter(f -> f.address() != r.address() && !isPart(f))
                        .map(this::symbolName)
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (!clones.isEmpty() && !isAllowed(r)) {
            problem(
                    Kind.CLONED,
                    r,
                    r.targetName()
                            + "() has copies in the target that would not be replaced: "
                            + clones,
                    "replace the functions that call them too, and say --allow-inlined "
                            + r.targetName());
        }
    }

    private void checkInlined(Replacement r, List<Replacement> replacements) {
        if (r.debug().isEmpty() || isAllowed(r)) {
            return;
        }
        Predicate<InlinedCopy> replaced =
                c -> replacements.stream().anyMatch(x -> x.address() == c.intoAddress());
        Predicate<InlinedCopy> withinItself =
                c -> instances(r).stream().anyMatch(f -> f.address() == c.intoAddress());
        Set<String> holders = new TreeSet<>();
        inlining.copies(r.debug().get()).stream()
                .filter(replaced.or(withinItself).negate())
                .forEach(c -> holders.add("\n    " + c.into() + "() at " + c.call()));
        if (!holders.isEmpty()) {
            problem(
                    Kind.INLINED,
                    r,
                    r.targetName()
                            + "() was inlined in the target; these would keep the old code:"
                            + String.join("", holders),
                    "replace them too, or say --allow-inlined "
                            + r.targetName()
                            + " if they do not matter");
        }
    }

    private void checkEndless(Replacement r) {
        if (r.targetName().equals("main")) {
            findings.warning("main() never returns: it stays in use, so replacing it cannot work");
        }
    }

    /** Every place where the compiler put code of the function. */
    private List<DebugFunction> instances(Replacement r) {
        return instances(target, r);
    }

    static List<DebugFunction> instances(TargetModule target, Replacement r) {
        if (r.debug().isEmpty()) {
            return List.of();
        }
        DebugFunction itself = r.debug().get();
        return target.info().functions().stream()
                .filter(f -> f.hasCode() && f.linkageName().equals(itself.linkageName()))
                .filter(f -> f.declared().equals(itself.declared()))
                .filter(f -> itself.external() || f.unit().equals(itself.unit()))
                .toList();
    }

    /** A part that only the function itself jumps to. */
    private boolean isPart(DebugFunction function) {
        return isPart(target, function);
    }

    static boolean isPart(TargetModule target, DebugFunction function) {
        String pattern =
                Pattern.quote(function.linkageName())
                        + "\\.(part|cold)(\\.[0-9]+)*(\\.cold(\\.[0-9]+)?)?";
        List<Symbol> there = target.symbols().functionsAt(function.address());
        return !there.isEmpty() && there.stream().allMatch(s -> s.name().matches(pattern));
    }

    private String symbolName(DebugFunction function) {
        return target.symbols().functionsAt(function.address()).stream()
                .map(Symbol::name)
                .findFirst()
                .orElse("code at 0x" + Long.toHexString(function.address()));
    }

    private boolean isAllowed(Replacement r) {
        return allowances.inlined(r);
    }

    private void problem(Kind kind, Replacement r, String text, String advice) {
        findings.problem(kind, r.targetName(), r.patch().debug().declared(), text, advice);
    }
}
