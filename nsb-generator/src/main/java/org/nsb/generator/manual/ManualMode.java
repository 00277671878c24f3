// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateResult.LinkedSymbol;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Vzpatch.NewSymbol;
import org.nsb.vzpatch.Vzpatch.Placement;

/** Finds out what a patch means in a target. */
public final class ManualMode {
    private final PatchModule patch;
    private final TargetModule target;
    private final Allowances allowances;
    private final Findings findings;

    /**
     * @param allowances what the author takes upon himself
     * @param findings takes what is wrong
     */
    public ManualMode(
            PatchModule patch, TargetModule target, Allowances allowances, Findings findings) {
        this.patch = patch;
        this.target = target;
        this.allowances = allowances;
        this.findings = findings;
    }

    /**
     * What was found. Worth something only if there are no problems.
     *
     * @param functions by address
     * @param symbols what the relocations refer to, by index
     * @param linked symbols that macros named
     */
    public record Match(
            List<ReplacedFunction> functions,
            List<PatchSymbol> symbols,
            List<BindRelocation> relocations,
            Placement placement,
            List<NewSymbol> newSymbols,
            List<LinkedSymbol> linked) {}

    /** Compares and matches; collects every problem. */
    public Match match() {
        List<Replacement> replacements = new FunctionMatcher(patch, target, findings).match();
        new ReplacementChecks(target, allowances, findings).run(replacements);
        new CallerChecks(target, allowances, findings).run(replacements);
        List<ReplacedFunction> functions =
                new ReplacedFunctions(target, findings).describe(replacements);
        ReferenceResolver references =
                new ReferenceResolver(target, Reference.of(patch), replacements, findings);
        SymbolChoice choice = new SymbolChoice(patch, target, replacements, references, findings);
        Binding binding = new RelocationBinder(patch, choice, findings).bind();
        List<NewSymbol> newSymbols = new NewSymbols(patch, target, findings).list(replacements);
        return new Match(
                functions,
                binding.symbols(),
                binding.relocations(),
                binding.placement(),
                newSymbols,
                references.linked());
    }
}
