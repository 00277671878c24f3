// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import java.util.List;
import java.util.stream.Collectors;

/** The change cannot be made live; all reasons at once. */
public final class GeneratorRefusedException extends RuntimeException {
    private final transient List<GenerateProblem> problems;

    /**
     * @param problems at least one
     */
    public GeneratorRefusedException(List<GenerateProblem> problems) {
        super(
                problems.stream()
                        .map(GenerateProblem::toString)
                        .collect(Collectors.joining(System.lineSeparator())));
        this.problems = List.copyOf(problems);
    }

    public List<GenerateProblem> problems() {
        return problems;
    }
}
