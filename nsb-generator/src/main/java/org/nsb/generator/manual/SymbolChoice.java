// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nsb.elf.Symbol;
import org.nsb.elf.SymbolVersion;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.SourceLine;
import org.nsb.vzpatch.PatchSymbol;

/** Decides how the process will find what the patch refers to. */
final class SymbolChoice {
    private final PatchModule patch;
    private final TargetModule target;
    private final List<Replacement> replacements;
    private final ReferenceResolver references;
    private final Findings findings;
    private final Libraries libraries;

    SymbolChoice(
            PatchModule patch,
            TargetModule target,
            List<Replacement> replacements,
            ReferenceResolver references,
            Findings findings) {
        this.patch = patch;
        this.target = target;
        this.replacements = replacements;
        this.references = references;
        this.findings = findings;
        this.libraries = new Libraries(target.elf(), target.path());
    }

    /**
     * What a relocation of the patch refers to. Problems are reported; then the result is empty.
     *
     * @param symbol of the patch's dynamic symbol table
     * @param branch whether the relocation serves calls only, so that nobody sees the address
     * @param threadLocal whether the relocation is one for thread-local storage
     */
    Optional<PatchSymbol> choose(Symbol symbol, boolean branch, boolean threadLocal) {
        if (!symbol.isUndefined()) {
            return Optional.of(defined(symbol, branch));
        }
        Optional<PatchSymbol> chosen =
                references.knows(symbol.name())
                        ? references.resolve(symbol.name())
                        : global(symbol, threadLocal);
        return chosen.filter(c -> fits(symbol, c, threadLocal));
    }

    /**
     * A pointer to a replaced function keeps the old address, so that it stays equal to those that
     * the process has already, and stays valid when the patch is gone. Calls take the short way.
     */
    private PatchSymbol defined(Symbol symbol, boolean branch) {
        Optional<Replacement> replaced =
                replacements.stream()
                        .filter(r -> symbol.isFunction() && isOf(r.patch(), symbol))
                        .findFirst();
        if (replaced.isPresent() && !branch) {
            Replacement r = replaced.get();
            String file = r.debug().map(f -> f.declared().file()).orElse("");
            long size = r.symbol().map(Symbol::size).orElse(0L);
            return new PatchSymbol.TargetAddress(symbol.name(), file, r.address(), size);
        }
        Optional<Symbol> shared = symbol.isFunction() ? Optional.empty() : sharedData(symbol);
        return shared.<PatchSymbol>map(s -> address(symbol.name(), s))
                .orElseGet(
                        () ->
                                new PatchSymbol.PatchAddress(
                                        symbol.name(), symbol.value(), symbol.size()));
    }

    /** Functions of equal code can share an address in the patch, so the name decides too. */
    private static boolean isOf(PatchFunction function, Symbol symbol) {
        return function.address() == symbol.value() && function.name().equals(symbol.name());
    }

    /** Data that C++ puts into every unit and that has to be one in the process. */
    private Optional<Symbol> sharedData(Symbol symbol) {
        boolean vague = symbol.isWeak() || symbol.binding() == Symbol.STB_GNU_UNIQUE;
        return vague
                ? target.symbols().global(symbol.name()).stream()
                        .filter(s -> s.type() == symbol.type() && !s.isAbsolute())
                        .findFirst()
                : Optional.empty();
    }

    private Optional<PatchSymbol> global(Symbol symbol, boolean threadLocal) {
        String alias = patch.macros().alias(symbol.name()).orElse(symbol.name());
        List<Symbol> dynamic = target.dynamic(alias);
        boolean weak = symbol.isWeak();
        if (!dynamic.isEmpty()) {
            return Optional.of(lookup(alias, version(symbol, dynamic), weak, threadLocal));
        }
        Optional<Symbol> own = strongest(target.symbols().global(alias));
        if (own.isPresent()) {
            return Optional.of(address(symbol.name(), own.get()));
        }
        if (weak) {
            return Optional.of(lookup(alias, version(symbol, dynamic), true, threadLocal));
        }
        return elsewhere(symbol, alias, threadLocal);
    }

    /** Neither the target's own nor imported by it: a library has to have it. */
    private Optional<PatchSymbol> elsewhere(Symbol symbol, String name, boolean threadLocal) {
        boolean limited = !target.symbols().named(name).isEmpty();
        boolean found = !target.isStatic() && libraries.define(name);
        if (!found && (limited || target.isStatic())) {
            findings.problem(
                    Kind.MISSING,
                    name,
                    SourceLine.UNKNOWN,
                    "undefined symbol "
                            + name
                            + (limited
                                    ? ": the target has one, but of limited scope"
                                    : ": the target is linked statically and has none"),
                    limited
                            ? "declare it with VZP_STATIC_VAR_REF, VZP_STATIC_FUNC_REF or"
                                    + " VZP_HIDDEN_..._REF"
                            : "");
            return Optional.empty();
        }
        if (!found) {
            findings.warning(
                    "undefined symbol "
                            + name
                            + ": neither the target nor a library that it needs defines it here");
        }
        return Optional.of(lookup(name, version(symbol, List.of()), false, threadLocal));
    }

    private static PatchSymbol lookup(
            String name, String version, boolean weak, boolean threadLocal) {
        return new PatchSymbol.DynamicLookup(name, version, weak, threadLocal);
    }

    /** The version that the patch was linked against, else the one that the target imports. */
    private static String version(Symbol symbol, List<Symbol> inTarget) {
        return symbol.version()
                .or(
                        () ->
                                inTarget.stream()
                                        .filter(Symbol::isUndefined)
                                        .flatMap(s -> s.version().stream())
                                        .findFirst())
                .map(SymbolVersion::name)
                .orElse("");
    }

    private static Optional<Symbol> strongest(List<Symbol> symbols) {
        return symbols.stream().min(Comparator.comparing(Symbol::isWeak));
    }

    private static PatchSymbol address(String name, Symbol symbol) {
        return switch (symbol.type()) {
            case Symbol.STT_GNU_IFUNC -> new PatchSymbol.TargetResolver(name, symbol.value());
            case Symbol.STT_TLS -> new PatchSymbol.TargetThreadLocal(name, symbol.value());
            default -> new PatchSymbol.TargetAddress(name, "", symbol.value(), symbol.size());
        };
    }

    private boolean fits(Symbol symbol, PatchSymbol chosen, boolean threadLocal) {
        boolean isThreadLocal =
                chosen instanceof PatchSymbol.TargetThreadLocal
                        || (chosen instanceof PatchSymbol.DynamicLookup && threadLocal);
        if (isThreadLocal != threadLocal) {
            findings.problem(
                    Kind.TYPE_MISMATCH,
                    symbol.name(),
                    SourceLine.UNKNOWN,
                    symbol.name()
                            + " is thread-local in the "
                            + (threadLocal ? "patch" : "target")
                            + ", but not in the "
                            + (threadLocal ? "target" : "patch"),
                    "declare it as the target does");
        }
        return isThreadLocal == threadLocal;
    }
}
