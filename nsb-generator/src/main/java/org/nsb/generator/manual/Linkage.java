// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.Optional;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugInfo;
import org.nsb.generator.debuginfo.DebugVariable;

/**
 * Completes debug information by the mangled names of static functions and variables: gcc leaves
 * them out, the symbol table has them.
 */
final class Linkage {
    private final SymbolIndex symbols;

    Linkage(SymbolIndex symbols) {
        this.symbols = symbols;
    }

    DebugInfo complete(DebugInfo info) {
        return new DebugInfo(
                info.units(),
                info.functions().stream().map(this::complete).toList(),
                info.variables().stream().map(this::complete).toList(),
                info.inlinedCopies(),
                info.calls());
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
