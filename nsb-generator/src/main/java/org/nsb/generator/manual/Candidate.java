// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugVariable;
import org.nsb.generator.debuginfo.SourceLine;
import org.nsb.generator.debuginfo.Type;

/**
 * Something of the target that a macro may mean.
 *
 * @param symbol its linkage name
 * @param value link-time address; of a thread-local variable the offset in the TLS segment
 * @param owner the function around a static local; empty at file scope
 */
record Candidate(
        String name,
        String symbol,
        CompileUnit unit,
        SourceLine declared,
        long value,
        boolean threadLocal,
        Type type,
        String owner) {

    /** A variable that has a place. */
    static Candidate of(DebugVariable v) {
        DebugVariable.Location location = v.location().orElseThrow();
        return new Candidate(
                v.name(),
                v.linkageName(),
                v.unit(),
                v.declared(),
                location.value(),
                location.threadLocal(),
                v.type(),
                v.function().orElse(""));
    }

    /** A function that has code. */
    static Candidate of(DebugFunction f) {
        return new Candidate(
                f.name(),
                f.linkageName(),
                f.unit(),
                f.declared(),
                f.address(),
                false,
                f.prototype(),
                "");
    }

    /** A line of a list of candidates. */
    String line() {
        String inside = owner.isEmpty() ? "" : " (inside " + owner + "())";
        return "\n    " + declared + ": " + type.declaring(name) + inside;
    }
}
