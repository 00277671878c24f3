// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.util.List;
import org.nsb.arch.Architecture;
import org.nsb.arch.Registers;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/**
 * Plays the pause some hundred times before it becomes serious, so that the JVM has loaded, linked
 * and compiled the code. It takes a few milliseconds, during which the target runs; the pause gets
 * shorter by a multiple of its later length. See {@link RehearsedControl}.
 */
final class Rehearsal {
    /**
     * Two threads each, so that what is done for each thread runs 600 times. The JVM compiles a
     * method after 200 calls ({@code -XX:Tier3InvocationThreshold}).
     */
    private static final int ROUNDS = 300;

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
     * Plays a commit of this change.
     *
     * @param change of which nothing is written
     * @param map of the target
     */
    void play(CodeChange change, MemoryMap map) {
        StopContext context =
                StopContext.create(
                        control,
                        architecture,
                        new QuiescentCode(change.quiescent(), change.writes()),
                        map,
                        CAPACITY);
        QuiescenceCheck check =
                new QuiescenceCheck(
                        context, architecture, new SecondOpinion(control), change.foreignStacks());
        CodeWriter writer = new CodeWriter(control, unchanged(change.writes()));
        Attempt attempt = new Attempt(context, check, writer, 0);
        long stackPointer = initialStackEnd(map) - DEPTH;
        control.rehearse(true);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                attempt.run(0);
                inspect(context, check, stackPointer);
                writer.run();
            }
        } finally {
            control.rehearse(false);
        }
    }

    /** The attempt does not get this far: blank registers belong to no thread. */
    private void inspect(StopContext context, ThreadCheck check, long stackPointer) {
        Registers registers = architecture.registers();
        for (int i = 0; i < context.threads().count(); i++) {
            ByteBuffer blank = context.threads().registers(i);
            blank.putLong(registers.stackPointer(), stackPointer);
            check.inspect(i);
        }
    }

    private static List<TextWrite> unchanged(List<TextWrite> writes) {
        return writes.stream()
                .map(w -> new TextWrite(w.address(), w.expected(), w.expected()))
                .toList();
    }

    private static long initialStackEnd(MemoryMap map) {
        return map.mappings().stream()
                .filter(m -> m.name().equals("[stack]"))
                .mapToLong(Mapping::end)
                .findFirst()
                .orElse(0);
    }
}
