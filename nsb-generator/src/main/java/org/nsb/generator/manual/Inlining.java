// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugInfo;
import org.nsb.generator.debuginfo.InlinedCopy;

/** Where bodies of functions went besides the functions themselves. */
final class Inlining {
    private final DebugInfo info;

    Inlining(DebugInfo info) {
        this.info = info;
    }

    /** The copies of a function. Static functions of other units may have the same name. */
    List<InlinedCopy> copies(DebugFunction function) {
        return info.inlinedCopies().stream()
                .filter(c -> c.name().equals(function.name()))
                .filter(c -> c.declared().equals(function.declared()))
                .filter(
                        c ->
                                function.external()
                                        || c.unit().equals(function.unit())
                                        || linkTime(function))
                .toList();
    }

    /** Link-time optimisation copies from unit to unit. */
    private static boolean linkTime(DebugFunction function) {
        return function.unit().producer().contains("-flto")
                || function.unit().name().equals("<artificial>");
    }

    /** Names of the functions that hold copies of any of these. */
    String holders(List<DebugFunction> functions) {
        Set<String> names = new TreeSet<>();
        functions.forEach(f -> copies(f).forEach(c -> names.add(c.into())));
        return names.isEmpty()
                ? "nowhere (the compiler removed it)"
                : names.stream().map(n -> n + "()").collect(Collectors.joining(", "));
    }
}
