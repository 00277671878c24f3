// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.nsb.elf.Symbol;
import org.nsb.elf.SymbolTable;

/** The defined symbols of one table, by name and by address. */
public final class SymbolIndex {
    private final NavigableMap<String, List<Symbol>> byName = new TreeMap<>();
    private final NavigableMap<Long, List<Symbol>> functions = new TreeMap<>(Long::compareUnsigned);

    private final Map<Long, List<Symbol>> objects = new HashMap<>();

    private SymbolIndex() {}

    static SymbolIndex of(SymbolTable table) {
        SymbolIndex index = new SymbolIndex();
        for (Symbol symbol : table) {
            if (!symbol.isUndefined() && !symbol.name().isEmpty()) {
                index.add(symbol);
            }
        }
        return index;
    }

    static SymbolIndex empty() {
        return new SymbolIndex();
    }

    private void add(Symbol symbol) {
        boolean named = symbol.type() != Symbol.STT_FILE && symbol.type() != Symbol.STT_SECTION;
        if (named) {
            byName.computeIfAbsent(withoutVersion(symbol.name()), n -> new ArrayList<>())
                    .add(symbol);
        }
        if (symbol.isFunction()) {
            functions.computeIfAbsent(symbol.value(), a -> new ArrayList<>()).add(symbol);
        } else if (symbol.type() == Symbol.STT_OBJECT) {
            objects.computeIfAbsent(symbol.value(), a -> new ArrayList<>()).add(symbol);
        }
    }

    /** {@code .symtab} writes versions into the names: {@code f@@V1}. */
    static String withoutVersion(String name) {
        int at = name.indexOf('@');
        return at <= 0 ? name : name.substring(0, at);
    }

    boolean isEmpty() {
        return byName.isEmpty();
    }

    List<Symbol> named(String name) {
        return byName.getOrDefault(name, List.of());
    }

    /** Those named {@code name}, and those named so with a dot and a suffix behind. */
    Stream<Symbol> startingWith(String name) {
        Stream<Symbol> suffixed =
                byName.subMap(name + ".", name + "/").values().stream().flatMap(List::stream);
        return Stream.concat(named(name).stream(), suffixed);
    }

    /** Those that other object files could refer to when the module was linked. */
    List<Symbol> global(String name) {
        return named(name).stream().filter(s -> !s.isLocal()).toList();
    }

    List<Symbol> functionsAt(long address) {
        return functions.getOrDefault(address, List.of());
    }

    List<Symbol> objectsAt(long address) {
        return objects.getOrDefault(address, List.of());
    }

    /** Where the next function starts. */
    OptionalLong functionBehind(long address) {
        Long next = functions.ceilingKey(address);
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }
}
