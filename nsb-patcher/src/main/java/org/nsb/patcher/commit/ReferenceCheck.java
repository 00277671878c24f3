// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import org.nsb.arch.Registers;
import org.nsb.patcher.commit.Findings.Kind;

/**
 * Proves more than quiescence: that no register and no word on a thread's own stack points to the
 * code at all, be it a return address, a function pointer or a leftover. Stacks that are not their
 * threads' own are left to the search of memory that follows.
 */
final class ReferenceCheck implements ThreadCheck {
    private final StopContext context;
    private final Registers registers;
    private final long addressMask;

    ReferenceCheck(StopContext context, Registers registers, int pointerSize) {
        this.context = context;
        this.registers = registers;
        addressMask = pointerSize == Long.BYTES ? -1 : 0xffff_ffffL;
    }

    @Override
    public void inspectAll() {
        ThreadSet threads = context.threads();
        for (int i = 0; i < threads.count(); i++) {
            if (threads.isStopped(i)) {
                inspect(i);
            }
        }
    }

    @Override
    public void inspect(int i) {
        ByteBuffer state = context.threads().registers(i);
        for (int at = 0; at + Long.BYTES <= registers.size(); at += Long.BYTES) {
            long value = state.getLong(at) & addressMask;
            int range = context.code().frame(value);
            if (range != QuiescentCode.NONE) {
                context.findings().note(i, Kind.REFERENCES, range, value);
                return;
            }
        }
        long sp = state.getLong(registers.stackPointer());
        long end = context.ownStackEnd(i, sp, state.getLong(registers.threadPointer()));
        if (end != StackMap.FOREIGN) {
            inspectStack(i, sp, end);
        }
    }

    private void inspectStack(int i, long sp, long end) {
        MemoryScanner scanner = context.scanner();
        long start = context.stacks().startOfMapping(sp);
        long from = Math.max(sp - registers.redZone(), start);
        int result = scanner.scan(from, end, true);
        if (result == MemoryScanner.HIT) {
            context.findings().note(i, Kind.REFERENCES, scanner.range(), scanner.address());
        } else if (result == MemoryScanner.UNREADABLE) {
            context.findings().note(i, Kind.UNREADABLE, QuiescentCode.NONE, scanner.address());
        }
    }
}
