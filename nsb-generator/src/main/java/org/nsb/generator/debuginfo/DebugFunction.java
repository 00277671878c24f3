// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.List;
import org.nsb.vzpatch.CodeRange;

/**
 * A function, once for each place where the compiler emitted its code.
 *
 * <p>A function that exists only in inlined copies has no ranges, and neither has the common origin
 * of inlined copies and code. Clones (constant propagation, partial inlining) appear as further
 * values with the same name; the ELF symbols at their addresses tell them apart.
 *
 * @param name in the source
 * @param linkageName name of its ELF symbol if that differs from {@code name}; else {@code name}
 * @param external whether other units can refer to it
 * @param ranges its code: first the range with the entry point, then parts that were moved away
 * @param staticLocals the static variables inside
 */
public record DebugFunction(
        CompileUnit unit,
        String name,
        String linkageName,
        SourceLine declared,
        boolean external,
        List<CodeRange> ranges,
        Type.Function prototype,
        List<DebugVariable> staticLocals) {
    public DebugFunction {
        ranges = List.copyOf(ranges);
        staticLocals = List.copyOf(staticLocals);
    }

    /** The same function, with what the symbol table knows about its linkage name. */
    public DebugFunction linkedAs(String symbol) {
        return new DebugFunction(
                unit, name, symbol, declared, external, ranges, prototype, staticLocals);
    }

    /** The same function, with what the symbol table knows about its code. */
    public DebugFunction emittedAt(CodeRange range) {
        return new DebugFunction(
                unit,
                name,
                linkageName,
                declared,
                external,
                List.of(range),
                prototype,
                staticLocals);
    }

    /** Whether there is code at all. */
    public boolean hasCode() {
        return !ranges.isEmpty();
    }

    /** Link-time address of the entry point; only if {@link #hasCode()}. */
    public long address() {
        return ranges.get(0).address();
    }
}
