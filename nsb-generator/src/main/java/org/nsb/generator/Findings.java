// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.SourceLine;

/** What the stages find out on their way: problems are collected, so that all are told at once. */
public final class Findings {
    private final Set<GenerateProblem> problems = new LinkedHashSet<>();
    private final Set<String> warnings = new LinkedHashSet<>();

    /** Adds a reason to refuse. */
    public void problem(Kind kind, String symbol, SourceLine place, String text, String advice) {
        problems.add(new GenerateProblem(kind, symbol, place, text, advice));
    }

    /** Adds something the author should know. */
    public void warning(String text) {
        warnings.add(text);
    }

    public List<GenerateProblem> problems() {
        return new ArrayList<>(problems);
    }

    public List<String> warnings() {
        return new ArrayList<>(warnings);
    }

    /**
     * @throws GeneratorRefusedException if there is any problem
     */
    public void refuseIfAny() {
        if (!problems.isEmpty()) {
            throw new GeneratorRefusedException(problems());
        }
    }
}
