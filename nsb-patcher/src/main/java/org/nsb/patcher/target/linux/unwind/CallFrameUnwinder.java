// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.nio.ByteBuffer;
import org.nsb.arch.Architecture;
import org.nsb.patcher.commit.Unwinder;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.linux.unwind.FrameRules.Kind;

/**
 * Walks stacks by call frame information alone (DWARF 5, section 6.4), for every architecture whose
 * DWARF register numbers are known. It follows no frame pointer and recognizes no code: what the
 * modules' tables do not say is not known. A thread's first function is the one whose return
 * address is declared undefined, as the C library declares it of its own.
 */
final class CallFrameUnwinder implements Unwinder {
    /** More frames than 8 MiB of stack can hold are not walked: the target stands still. */
    private static final int DEEPEST = 1 << 20;

    private final Modules modules;
    private final FrameState state;
    private final FrameTable table;
    private long endedAt;
    private long outermost;

    CallFrameUnwinder(Architecture architecture, Modules modules) {
        this.modules = modules;
        state = new FrameState(architecture, modules);
        table = new FrameTable(modules, architecture.elfClass(), state.columns());
    }

    @Override
    public Ending walk(ByteBuffer registers, Memory memory, Frames frames) {
        modules.begin(memory);
        state.begin(registers);
        outermost = 0;
        boolean interrupted = true;
        for (int depth = 0; depth < DEEPEST; depth++) {
            endedAt = state.programCounter();
            if (!frames.frame(endedAt)) {
                return Ending.STOPPED;
            }
            // a return address stands behind its call, which may be the last of its function
            FrameRules rules = table.at(interrupted ? endedAt : endedAt - 1);
            if (rules == null) {
                return Ending.NO_UNWIND_INFORMATION;
            }
            if (!state.locate(rules)) {
                return Ending.DAMAGED;
            }
            if (rules.kind(rules.returnColumn()) == Kind.UNDEFINED) {
                outermost = state.address();
                return Ending.COMPLETE;
            }
            if (!state.toCaller(rules)) {
                return Ending.DAMAGED;
            }
            interrupted = rules.signalFrame();
        }
        return Ending.TOO_DEEP;
    }

    @Override
    public long endedAt() {
        return endedAt;
    }

    @Override
    public long outermost() {
        return outermost;
    }

    @Override
    public void update(MemoryMap map) {
        if (modules.update(map)) {
            table.clear();
        }
    }

    @Override
    public void close() {
        // nothing outside of the heap belongs to it
    }
}
