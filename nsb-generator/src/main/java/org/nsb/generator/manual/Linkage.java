// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugInfo;
import org.nsb.generator.debuginfo.DebugVariable;
import org.nsb.vzpatch.CodeRange;

/**
 * Completes debug information by what gcc leaves out and the symbol table has: the mangled names of
 * static functions and variables, and the code of functions that were found equal to others.
 */
final class Linkage {
    private final SymbolIndex symbols;

    Linkage(SymbolIndex symbols) {
        this.symbols = symbols;
    }

    DebugInfo complete(DebugInfo info) {
        return new DebugInfo(
                info.units(),
                functions(info.functions()),
                info.variables().stream().map(this::complete).toList(),
                info.inlinedCopies(),
                info.neighbours().stream().map(this::complete).toList(),
                info.callSites());
    }

    private List<DebugFunction> functions(List<DebugFunction> all) {
        List<DebugFunction> named = all.stream().map(this::complete).toList();
        Set<String> emitted =
                named.stream()
                        .filter(DebugFunction::hasCode)
                        .map(DebugFunction::linkageName)
                        .collect(Collectors.toSet());
        return named.stream()
                .map(f -> emitted.contains(f.linkageName()) ? f : withCode(f, named))
                .toList();
    }

    /** Only where one function and one symbol have the name. */
    private DebugFunction withCode(DebugFunction f, List<DebugFunction> all) {
        List<Symbol> there =
                symbols.named(f.linkageName()).stream()
                        .filter(s -> s.type() == Symbol.STT_FUNC && s.size() > 0)
                        .toList();
        long namesakes =
                all.stream()
                        .filter(x -> x.linkageName().equals(f.linkageName()))
                        .map(DebugFunction::declared)
                        .distinct()
                        .count();
        return there.size() == 1 && namesakes == 1
                ? f.emittedAt(new CodeRange(there.get(0).value(), there.get(0).size()))
                : f;
    }

    private DebugFunction complete(DebugFunction f) {
        if (!f.hasCode() || !f.linkageName().equals(f.name())) {
            return f;
        }
        return mangled(f.name(), symbols.functionsAt(f.address())).map(f::linkedAs).orElse(f);
    }

    private DebugVariable complete(DebugVariable v) {
        boolean known = v.location().isEmpty() || !v.linkageName().equals(v.name());
        if (known || v.location().get().threadLocal()) {
            return v;
        }
        long address = v.location().get().value();
        return mangled(v.name(), symbols.objectsAt(address)).map(v::linkedAs).orElse(v);
    }

    /** The symbol of this source name, less what gcc appends to the names of clones. */
    private static Optional<String> mangled(String name, List<Symbol> there) {
        return there.stream()
                .map(Symbol::name)
                .filter(s -> s.startsWith("_Z") && MangledName.sourceName(s).equals(name))
                .map(s -> s.replaceFirst("[.@].*", ""))
                .findFirst();
    }
}
