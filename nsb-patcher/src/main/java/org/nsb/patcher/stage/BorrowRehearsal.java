// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import java.util.function.Consumer;
import org.nsb.patcher.Practice;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadLender;

/**
 * Does with nobody what is about to be done with a thread of the target, so that the JVM has
 * loaded, linked and compiled the code when that thread stands still. The target runs meanwhile.
 */
final class BorrowRehearsal {
    private static final Practice PRACTICE = new Practice(30, 25_000_000);

    private BorrowRehearsal() {}

    /**
     * Rehearses.
     *
     * @param scene borrows a thread, uses it and gives it back
     */
    static void play(TargetProcess target, Consumer<ThreadLender> scene) {
        target.rehearsal()
                .ifPresent(
                        nobody -> {
                            try (nobody) {
                                PRACTICE.of(() -> scene.accept(nobody));
                            }
                        });
    }
}
