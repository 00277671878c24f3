// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.Optional;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugFunction;

/**
 * A function that the author of the patch wrote: one with debug information.
 *
 * @param debug what the debug information says; it has code
 * @param symbol of that address and name; absent if the code is only a clone of the function
 * @param targetName what the target calls it: its symbol's name, unless an alias says otherwise
 * @param file context for static functions; absent if there is none
 * @param ownSource whether it is written in the author's source and not in a header
 */
record PatchFunction(
        DebugFunction debug,
        Optional<Symbol> symbol,
        String targetName,
        Optional<String> file,
        boolean ownSource) {

    long address() {
        return debug.address();
    }

    /** Bytes at {@link #address}. */
    long size() {
        return debug.ranges().get(0).size();
    }

    /** Its symbol's name. */
    String name() {
        return debug.linkageName();
    }

    /** Whether several units may define it, as inline functions and templates of C++. */
    boolean isWeak() {
        return symbol.map(Symbol::isWeak).orElse(false);
    }

    /** Whether the author can have meant it to replace something. */
    boolean mayReplace() {
        return symbol.isPresent() && (ownSource || (debug.external() && !isWeak()));
    }

    /** The symbol that {@code function} has among those at its address. */
    static Optional<Symbol> symbolOf(DebugFunction function, List<Symbol> atAddress) {
        return atAddress.stream()
                .filter(s -> SymbolIndex.withoutVersion(s.name()).equals(function.linkageName()))
                .findFirst();
    }
}
