// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.nsb.arch.Architecture;
import org.nsb.arch.Registers;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/**
 * Plays the pause some hundred times before it becomes serious, so that the JVM has loaded, linked
 * and compiled the code. It takes some ten milliseconds, during which the target runs; the pause
 * gets shorter by a multiple of its later length. See {@link RehearsedControl}.
 */
final class Rehearsal {
    /** Rounds between two looks at the clock. */
    private static final int ROUNDS = 50;

    /**
     * A round gets faster by a multiple, in steps, as the compiler delivers method after method.
     * When this many looks in a row have shown no progress, it is done.
     */
    private static final int PATIENCE = 3;

    /** What counts as progress: to less than nine tenths. */
    private static final double PROGRESS = 0.9;

    /** How long to rehearse at most; on a busy machine the compiler may be late. */
    private static final long LONGEST_NANOS = 100_000_000;

    /** After the last nap, so that the processor's caches are warm again. */
    private static final int LAST_ROUNDS = 5;

    private static final long NAP_NANOS = 500_000;

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
                        CAPACITY,
                        0);
        QuiescenceCheck check =
                new QuiescenceCheck(
                        context, architecture, new SecondOpinion(control), change.foreignStacks());
        CodeWriter writer = new CodeWriter(control, unchanged(change.writes()));
        Attempt attempt = new Attempt(context, check, writer, 0);
        control.rehearse(blank(initialStackEnd(map) - DEPTH));
        try {
            untilFast(attempt, check, writer);
        } finally {
            control.endRehearsal();
        }
    }

    /** Repeats rounds until they get no faster. */
    private static void untilFast(Attempt attempt, ThreadCheck check, CodeWriter writer) {
        long begin = System.nanoTime();
        long best = Long.MAX_VALUE;
        int idle = 0;
        while (idle < PATIENCE && System.nanoTime() - begin < LONGEST_NANOS) {
            long time = rounds(ROUNDS, attempt, check, writer);
            idle = time < best * PROGRESS ? 0 : idle + 1;
            best = Math.min(best, time);
            // The compiler has a thread of its own and needs a processor for it. And a thread that
            // has just slept is less likely to lose the processor in the pause.
            LockSupport.parkNanos(NAP_NANOS);
        }
        rounds(LAST_ROUNDS, attempt, check, writer);
    }

    private static long rounds(int n, Attempt attempt, ThreadCheck check, CodeWriter writer) {
        long begin = System.nanoTime();
        for (int round = 0; round < n; round++) {
            attempt.run(0);
            // The attempt leaves these two out if it finds something on the real stack.
            check.inspect(0);
            writer.run();
        }
        return System.nanoTime() - begin;
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
