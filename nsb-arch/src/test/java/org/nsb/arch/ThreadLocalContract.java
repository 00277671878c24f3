// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.nsb.arch.ArchitectureExamples.given;

import java.util.List;
import org.nsb.arch.ArchitectureExamples.LocalExec;

/** Offsets of {@link ThreadLocals}. */
final class ThreadLocalContract {
    static final String PART = "threadLocals()";

    private final ArchitectureExamples examples;

    ThreadLocalContract(ArchitectureExamples examples) {
        this.examples = examples;
    }

    List<Check> checks() {
        return List.of(
                new Check(PART, "offsets are those of the link editor", this::executableOffset));
    }

    private void executableOffset() {
        ThreadLocals threadLocals = examples.architecture().threadLocals();
        for (LocalExec v : given(examples.localExec(), "localExec()")) {
            assertEquals(
                    v.offset(),
                    threadLocals.executableOffset(v.value(), v.size(), v.address(), v.alignment()),
                    v.toString());
        }
    }
}
