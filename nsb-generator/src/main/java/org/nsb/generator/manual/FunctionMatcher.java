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
import org.nsb.generator.debuginfo.DebugFunction;

/**
 * Decides which function of the target each function of the patch replaces.
 *
 * <p>A global function replaces the global one of its name. A static one replaces the static one of
 * its name, in the file of its VZP_FILE, or the only one of the target. A function that the author
 * did not write into his own source (inline functions of headers, templates) replaces nothing; so
 * does everything without debug information, which is the compiler's own. Whatever has no namesake
 * is new.
 */
public final class FunctionMatcher {
    private final PatchModule patch;
    private final TargetModule target;
    private final Findings findings;

    public FunctionMatcher(PatchModule patch, TargetModule target, Findings findings) {
        this.patch = patch;
        this.target = target;
        this.findings = findings;
    }

    /** The pairs, by the target's addresses. */
    List<Replacement> match() {
        Map<Long, Replacement> found = new TreeMap<>(Long::compareUnsigned);
        for (PatchFunction function : patch.functions()) {
            match(function)
                    .ifPresent(
                            r -> {
                                Replacement other = found.putIfAbsent(r.address(), r);
                                if (other != null
                                        && other.patch().address() != function.address()) {
                                    twice(other, r);
                                }
                            });
        }
        warnAboutUnemitted();
        return List.copyOf(found.values());
    }

    private Optional<Replacement> match(PatchFunction function) {
        if (!function.mayReplace()) {
            warnAboutKept(function);
            return Optional.empty();
        }
        return function.debug().external() ? global(function) : local(function);
    }

    private Optional<Replacement> global(PatchFunction function) {
        String name = function.targetName();
        List<Symbol> symbols =
                target.symbols().global(name).stream().filter(Symbol::isFunction).toList();
        if (symbols.stream().anyMatch(s -> s.type() == Symbol.STT_GNU_IFUNC)) {
            problem(
                    Kind.INEFFECTIVE,
                    function,
                    name + "() is an indirect function: its resolver has already run",
                    "replace the implementation that it chose");
            return Optional.empty();
        }
        Map<Long, Optional<DebugFunction>> candidates = new LinkedHashMap<>();
        symbols.forEach(s -> candidates.put(s.value(), debugAt(s.value(), name)));
        if (candidates.isEmpty()) {
            namesakes(function).stream()
                    .filter(f -> f.external() && isItself(f))
                    .forEach(f -> candidates.put(f.address(), Optional.of(f)));
        }
        return candidates.isEmpty()
                ? noGlobal(function)
                : only(function, candidates, "rename the function, or build another patch");
    }

    private Optional<Replacement> noGlobal(PatchFunction function) {
        String name = function.targetName();
        List<DebugFunction> same = namesakes(function);
        List<DebugFunction> ofScope = same.stream().filter(DebugFunction::external).toList();
        if (!ofScope.isEmpty()) {
            noCode(function, ofScope);
        } else if (!same.isEmpty()) {
            problem(
                    Kind.SCOPE_MISMATCH,
                    function,
                    name + "() is global in the patch, but static in the target:" + places(same),
                    "to replace it: VZP_FILE(\""
                            + same.get(0).unit().name()
                            + "\") and VZP_KEEP static; otherwise give it another name");
        } else if (target.dynamic(name).stream().anyMatch(Symbol::isUndefined)) {
            findings.warning(
                    name
                            + "() is imported by the target from a library: the patch's own is used"
                            + " by the patch only");
        }
        return Optional.empty();
    }

    private Optional<Replacement> local(PatchFunction function) {
        String name = function.targetName();
        List<DebugFunction> same = namesakes(function);
        List<DebugFunction> statics = same.stream().filter(f -> !f.external()).toList();
        List<DebugFunction> inContext = statics;
        if (function.file().isPresent()) {
            SourcePath file = SourcePath.of(function.file().get());
            inContext = InFile.select(statics, file, DebugFunction::unit, DebugFunction::declared);
        }
        Map<Long, Optional<DebugFunction>> candidates = new LinkedHashMap<>();
        inContext.stream()
                .filter(this::isItself)
                .forEach(f -> candidates.putIfAbsent(f.address(), Optional.of(f)));
        if (!candidates.isEmpty()) {
            return only(function, candidates, "say which one: VZP_FILE(\"dir/file.c\") before it");
        }
        if (!inContext.isEmpty()) {
            noCode(function, inContext);
        } else if (same.stream().anyMatch(DebugFunction::external)) {
            problem(
                    Kind.SCOPE_MISMATCH,
                    function,
                    name + "() is static in the patch, but global in the target:" + places(same),
                    "to replace it, drop 'static'; otherwise give it another name");
        }
        return Optional.empty();
    }

    private Optional<Replacement> only(
            PatchFunction function, Map<Long, Optional<DebugFunction>> candidates, String advice) {
        if (candidates.size() > 1) {
            List<DebugFunction> all =
                    candidates.values().stream().flatMap(Optional::stream).toList();
            problem(
                    Kind.AMBIGUOUS,
                    function,
                    function.targetName()
                            + "() could replace "
                            + candidates.size()
                            + " functions of the target:"
                            + places(all),
                    advice);
            return Optional.empty();
        }
        var only = candidates.entrySet().iterator().next();
        long address = only.getKey();
        Optional<Symbol> symbol =
                target.symbols().functionsAt(address).stream()
                        .filter(s -> isNamed(s, function.targetName()))
                        .findFirst();
        return Optional.of(
                new Replacement(function, function.targetName(), address, only.getValue(), symbol));
    }

    /** The function is known, but not one of its emitted copies is the function itself. */
    private void noCode(PatchFunction function, List<DebugFunction> same) {
        String name = function.targetName();
        String clones =
                same.stream()
                        .filter(DebugFunction::hasCode)
                        .flatMap(f -> target.symbols().functionsAt(f.address()).stream())
                        .map(Symbol::name)
                        .distinct()
                        .collect(Collectors.joining(", "));
        if (clones.isEmpty()) {
            Inlining inlining = new Inlining(target.info());
            problem(
                    Kind.INLINED,
                    function,
                    name
                            + "() exists in the target only where it was inlined: "
                            + inlining.holders(same),
                    "replace those functions instead");
        } else {
            problem(
                    Kind.CLONED,
                    function,
                    name
                            + "() exists in the target only as "
                            + clones
                            + ", which the compiler made to be called in another way",
                    "replace the functions that call it instead");
        }
    }

    /** A function without code has no symbol that would tell the linkage name. */
    private List<DebugFunction> namesakes(PatchFunction function) {
        String name = function.targetName();
        return target.info().functions().stream()
                .filter(
                        f ->
                                f.linkageName().equals(name)
                                        || (!f.hasCode() && isOrigin(f, function)))
                .toList();
    }

    private static boolean isOrigin(DebugFunction f, PatchFunction function) {
        return f.linkageName().equals(f.name())
                && f.name().equals(MangledName.sourceName(function.targetName()))
                && f.prototype().sameAs(function.debug().prototype());
    }

    /** Not a clone: the symbol at its address, if any, has its very name. */
    private boolean isItself(DebugFunction function) {
        if (!function.hasCode()) {
            return false;
        }
        List<Symbol> there = target.symbols().functionsAt(function.address());
        return there.isEmpty() || there.stream().anyMatch(s -> isNamed(s, function.linkageName()));
    }

    private static boolean isNamed(Symbol symbol, String name) {
        return SymbolIndex.withoutVersion(symbol.name()).equals(name);
    }

    private Optional<DebugFunction> debugAt(long address, String preferredName) {
        List<DebugFunction> there =
                target.info().functions().stream()
                        .filter(f -> f.hasCode() && f.address() == address)
                        .toList();
        return there.stream()
                .filter(f -> f.linkageName().equals(preferredName))
                .findFirst()
                .or(() -> there.stream().findFirst());
    }

    private void twice(Replacement one, Replacement other) {
        problem(
                Kind.AMBIGUOUS,
                other.patch(),
                one.patch().name()
                        + "() and "
                        + other.patch().name()
                        + "() are one function in the target, at 0x"
                        + Long.toHexString(one.address()),
                "define one of them, and the other one as its alias:"
                        + " __attribute__((alias(\"...\")))");
    }

    /** A header's function looks like the target's, but is not meant to replace it. */
    private void warnAboutKept(PatchFunction function) {
        boolean known =
                namesakes(function).stream()
                        .anyMatch(f -> f.hasCode() && f.external() == function.debug().external());
        if (known && function.symbol().isPresent()) {
            findings.warning(
                    function.name()
                            + "() comes from the included file "
                            + function.debug().declared().file()
                            + " and replaces nothing; to replace it, write it into the patch's own"
                            + " source");
        } else if (known) {
            findings.warning(
                    function.name()
                            + "() was changed by the compiler on its way into the patch and"
                            + " replaces nothing; VZP_KEEP in front of it keeps it as it is");
        }
    }

    /** The compiler drops a static function that it inlines everywhere. */
    private void warnAboutUnemitted() {
        List<String> emitted = patch.functions().stream().map(PatchFunction::name).toList();
        for (DebugFunction f : patch.info().functions()) {
            boolean vanished = !f.hasCode() && !emitted.contains(f.linkageName());
            boolean own = patch.macros().inAuthorsSource(f.unit(), f.declared());
            if (vanished
                    && own
                    && target.info().functions(f.name()).stream().anyMatch(this::isItself)) {
                findings.warning(
                        f.name()
                                + "() of the patch was inlined and replaces nothing; the target's"
                                + " own stays. VZP_KEEP in front of it makes it replace that one");
            }
        }
    }

    private void problem(Kind kind, PatchFunction function, String text, String advice) {
        findings.problem(kind, function.name(), function.debug().declared(), text, advice);
    }

    private static String places(List<DebugFunction> functions) {
        List<String> lines = new ArrayList<>();
        functions.forEach(
                f -> lines.add("\n    " + f.declared() + ": " + f.prototype().declaring(f.name())));
        return lines.stream().distinct().collect(Collectors.joining());
    }
}
