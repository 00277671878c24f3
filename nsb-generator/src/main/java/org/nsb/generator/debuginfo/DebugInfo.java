// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.List;

/**
 * What the debug information of one file says about the names that were asked for.
 *
 * @param units all compilation units
 * @param functions of the wanted names, emitted or not
 * @param variables of the wanted names, at file or namespace scope
 * @param inlinedCopies of the wanted functions
 * @param neighbours everything with code in the units that define wanted functions, those included
 * @param callSites what {@code neighbours} call
 */
public record DebugInfo(
        List<CompileUnit> units,
        List<DebugFunction> functions,
        List<DebugVariable> variables,
        List<InlinedCopy> inlinedCopies,
        List<DebugFunction> neighbours,
        List<CallSite> callSites) {
    public DebugInfo {
        units = List.copyOf(units);
        functions = List.copyOf(functions);
        variables = List.copyOf(variables);
        inlinedCopies = List.copyOf(inlinedCopies);
        neighbours = List.copyOf(neighbours);
        callSites = List.copyOf(callSites);
    }

    /** The functions of this name, by source name or linkage name. */
    public List<DebugFunction> functions(String name) {
        return functions.stream()
                .filter(f -> f.name().equals(name) || f.linkageName().equals(name))
                .toList();
    }

    /** The variables of this name, by source name or linkage name. */
    public List<DebugVariable> variables(String name) {
        return variables.stream()
                .filter(v -> v.name().equals(name) || v.linkageName().equals(name))
                .toList();
    }
}
