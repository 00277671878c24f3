// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.Optional;

/**
 * A variable of static storage duration.
 *
 * @param name in the source
 * @param linkageName name of its ELF symbol if that differs from {@code name}; else {@code name}
 * @param external whether other units can refer to it
 * @param location where it is; absent if this is only a declaration, or the compiler removed it
 * @param function the innermost function around it; absent at file scope
 */
public record DebugVariable(
        CompileUnit unit,
        String name,
        String linkageName,
        SourceLine declared,
        boolean external,
        Optional<Location> location,
        Type type,
        Optional<String> function) {

    /** The same variable, with what the symbol table knows about its linkage name. */
    public DebugVariable linkedAs(String symbol) {
        return new DebugVariable(unit, name, symbol, declared, external, location, type, function);
    }

    /**
     * Where a variable is.
     *
     * @param value link-time address; of a thread-local variable the offset in the TLS segment
     */
    public record Location(long value, boolean threadLocal) {}
}
