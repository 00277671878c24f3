// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nsb.arch.Architecture;
import org.nsb.arch.Registers;
import org.nsb.patcher.Practice;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/**
 * Plays the pause some hundred times before it becomes serious, so that the JVM has loaded, linked
 * and compiled the code. It takes some ten milliseconds, during which the target runs; the pause
 * gets shorter by a multiple of its later length. See {@link RehearsedControl}.
 */
final class Rehearsal {
    private static final Practice PRACTICE = new Practice(50, 100_000_000);

    /** Room for the target's real threads, whose list is read too. */
    private static final int CAPACITY = 1024;

    /** Bytes of the initial thread's stack that a rehearsal searches. */
    private static final int DEPTH = 2048;

    private final RehearsedControl control;
    private final Architecture architecture;

    Rehearsal(RehearsedControl control, Architecture architecture) {
        this.control = control;
        this.architecture = architecture;
    }

    /**
     * Plays a task.
     *
     * @param task without consequences
     * @param map of the target
     */
    void play(StopTask task, MemoryMap map) {
        StopContext context =
                StopContext.create(control, architecture, task.code(), map, CAPACITY, 0);
        ThreadCheck check = task.check(context, architecture, new SecondOpinion(control));
        StoppedAction action = task.action(context);
        Attempt attempt = new Attempt(context, check, action, 0);
        control.rehearse(blank(initialStackEnd(map) - DEPTH));
        try {
            PRACTICE.of(() -> round(attempt, check, action));
        } finally {
            control.endRehearsal();
        }
    }

    private static void round(Attempt attempt, ThreadCheck check, StoppedAction action) {
        attempt.run(0);
        check.inspect(0); // the attempt leaves these two out if it
        action.run(); // finds something suspicious on the real stack
    }

    /** Registers of a thread in the middle of nowhere, on the initial thread's stack. */
    private byte[] blank(long stackPointer) {
        Registers registers = architecture.registers();
        byte[] blank = registers.blank();
        ByteBuffer.wrap(blank)
                .order(ByteOrder.nativeOrder())
                .putLong(registers.stackPointer(), stackPointer);
        return blank;
    }

    private static long initialStackEnd(MemoryMap map) {
        return map.mappings().stream()
                .filter(m -> m.name().equals("[stack]"))
                .mapToLong(Mapping::end)
                .findFirst()
                .orElse(0);
    }
}
