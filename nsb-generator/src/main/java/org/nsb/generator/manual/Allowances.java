// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.Set;
import org.nsb.generator.GenerateRequest;
import org.nsb.generator.debuginfo.DebugFunction;

/**
 * What the author takes upon himself, by source or symbol names of functions of the target.
 *
 * @param inlined functions that may live on in inlined copies or clones
 * @param callers functions that may call replaced ones in a way of their own
 */
public record Allowances(Set<String> inlined, Set<String> callers) {
    public Allowances {
        inlined = Set.copyOf(inlined);
        callers = Set.copyOf(callers);
    }

    /** Those of a request. */
    public static Allowances of(GenerateRequest request) {
        return new Allowances(request.allowInlined(), request.allowCallers());
    }

    boolean inlined(Replacement r) {
        return inlined.contains(r.targetName())
                || r.debug().map(f -> inlined.contains(f.name())).orElse(false);
    }

    boolean caller(DebugFunction f) {
        return callers.contains(f.name()) || callers.contains(f.linkageName());
    }
}
