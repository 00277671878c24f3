// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import java.util.ArrayDeque;
import java.util.Deque;

/** Steps that take back what has been done, to be run in reverse if something fails later. */
final class Undo {
    private final Deque<Runnable> steps = new ArrayDeque<>();

    /** How to take back what was just done. */
    void add(Runnable step) {
        steps.push(step);
    }

    /** Takes everything back; what fails at that is added to the original failure. */
    void run(RuntimeException failure) {
        while (!steps.isEmpty()) {
            try {
                steps.pop().run();
            } catch (RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
    }
}
