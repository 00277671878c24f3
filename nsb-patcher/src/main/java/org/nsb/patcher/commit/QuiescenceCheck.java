// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import org.nsb.arch.Architecture;
import org.nsb.arch.Registers;
import org.nsb.patcher.commit.Findings.Kind;

/**
 * Proves that no thread executes quiescent code or will return into it.
 *
 * <p>For most threads a look at the words of the stack is proof enough: if none of them is an
 * address in the code, no return can lead there. Words that only look like return addresses get a
 * second opinion from the {@link Unwinder}, which has to reach the thread's first function. Without
 * an unwinder the stack is kept as a {@linkplain Snapshots snapshot} and the thread counts as busy.
 *
 * <p>A thread on a stack that is not its own runs a signal handler on an alternate stack, or a
 * coroutine. If unwinding leads back to its own stack, all of its frames have been seen. If not,
 * frames may be anywhere, and all private writable memory is searched.
 */
final class QuiescenceCheck implements ThreadCheck {
    private final StopContext context;
    private final ThreadSet threads;
    private final QuiescentCode code;
    private final StackMap stacks;
    private final MemoryScanner scanner;
    private final Findings findings;
    private final SecondOpinion opinion;
    private final SuspendedContexts contexts;
    private final StackWalk walk;
    private final Registers registers;
    private final int pcOffset;
    private final int spOffset;
    private final int tpOffset;
    private final int redZone;
    private final boolean foreignStacks;

    /**
     * @param foreignStacks as in {@link CodeChange}
     */
    QuiescenceCheck(
            StopContext context,
            Architecture architecture,
            SecondOpinion opinion,
            boolean foreignStacks) {
        this.context = context;
        this.threads = context.threads();
        this.code = context.code();
        this.stacks = context.stacks();
        this.scanner = context.scanner();
        this.findings = context.findings();
        this.opinion = opinion;
        this.contexts = new SuspendedContexts(context);
        this.walk = new StackWalk(code);
        this.foreignStacks = foreignStacks;
        registers = architecture.registers();
        pcOffset = registers.programCounter();
        spOffset = registers.stackPointer();
        tpOffset = registers.threadPointer();
        redZone = registers.redZone();
    }

    @Override
    public void inspectAll() {
        boolean searchMemory = foreignStacks;
        contexts.begin();
        opinion.snapshots().clear();
        for (int i = 0; i < threads.count(); i++) {
            if (threads.isStopped(i)) {
                if (registers.belongsTo(threads.registers(i))) {
                    inspect(i);
                } else {
                    findings.note(i, Kind.OTHER_CODE, QuiescentCode.NONE, 0);
                }
                searchMemory |= contexts.isSuspected(i);
            }
        }
        if (searchMemory && findings.count() == 0) {
            contexts.search();
        }
    }

    @Override
    public void inspect(int i) {
        ByteBuffer state = threads.registers(i);
        int range = code.executing(state.getLong(pcOffset));
        if (range != QuiescentCode.NONE) {
            findings.note(i, Kind.EXECUTES, range, 0);
            return;
        }
        long sp = state.getLong(spOffset);
        long end = context.ownStackEnd(i, sp, state.getLong(tpOffset));
        if (end == StackMap.FOREIGN) {
            onForeignStack(i, state, sp);
        } else {
            onOwnStack(i, state, sp, end);
        }
    }

    private void onOwnStack(int i, ByteBuffer state, long sp, long end) {
        long from = belowRedZone(sp);
        int result = scanner.scan(from, end, true);
        if (result == MemoryScanner.UNREADABLE) {
            findings.note(i, Kind.UNREADABLE, QuiescentCode.NONE, scanner.address());
        } else if (result == MemoryScanner.HIT) {
            int range = scanner.range();
            long hit = scanner.address();
            if (opinion.unwinder() == null) {
                findings.note(i, Kind.MAY_RETURN, range, hit);
                opinion.snapshots().keep(i, from, scanner.chunk(), scanner.load(from, end));
            } else {
                askUnwinder(i, state, range);
            }
        }
        contexts.proven(i, stacks.deadStackStart(sp), end);
    }

    private void askUnwinder(int i, ByteBuffer state, int suspected) {
        Unwinder.Ending ending = unwind(i, state);
        if (ending != Unwinder.Ending.COMPLETE && ending != Unwinder.Ending.STOPPED) {
            findings.note(i, Kind.NOT_UNWOUND, suspected, opinion.unwinder().endedAt());
        }
    }

    private void onForeignStack(int i, ByteBuffer state, long sp) {
        long from = belowRedZone(sp);
        if (opinion.unwinder() == null) {
            findings.note(i, Kind.FOREIGN_STACK, QuiescentCode.NONE, sp);
            long end = stacks.endOfMapping(sp);
            opinion.snapshots()
                    .keep(i, from, scanner.chunk(), end == 0 ? -1 : scanner.load(from, end));
            return;
        }
        Unwinder.Ending ending = unwind(i, state);
        if (ending == Unwinder.Ending.STOPPED) {
            return;
        }
        if (ending != Unwinder.Ending.COMPLETE) {
            contexts.suspect(i, 0, 0); // its own frames are among what has to be searched
            return;
        }
        long outermost = opinion.unwinder().outermost();
        long end = context.ownStackEnd(i, outermost - 1, state.getLong(tpOffset));
        if (end == StackMap.FOREIGN) {
            contexts.suspect(i, from, outermost);
        } else {
            contexts.proven(i, outermost, end);
        }
    }

    /** The second opinion. Notes a frame that is in the code. */
    private Unwinder.Ending unwind(int i, ByteBuffer state) {
        walk.begin();
        Unwinder.Ending ending = opinion.unwinder().walk(state, opinion.memory(), walk);
        if (ending == Unwinder.Ending.STOPPED) {
            findings.note(i, Kind.RETURNS, walk.range(), walk.frames());
        }
        return ending;
    }

    /** The lowest address that may hold something alive. */
    private long belowRedZone(long sp) {
        long below = sp - redZone;
        long start = stacks.startOfMapping(sp);
        return start != 0 && Long.compareUnsigned(below, start) < 0 ? start : below;
    }
}
