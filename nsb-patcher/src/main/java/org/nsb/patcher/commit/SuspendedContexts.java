// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import org.nsb.patcher.commit.Findings.Kind;

/**
 * Searches the memory in which suspended coroutines may lie: everything private and writable,
 * except the stacks of threads that have been proven already. The cost is inside the pause, about
 * 0.2 ms for each MiB, so it is only done where coroutines are known or suspected to exist.
 */
final class SuspendedContexts {
    /** Bytes that are searched at most. */
    private static final long LIMIT = 512L << 20;

    private final StopContext context;
    private final long[] provenFrom;
    private final long[] provenTo;
    private final boolean[] suspected;

    SuspendedContexts(StopContext context) {
        this.context = context;
        int capacity = context.threads().capacity();
        provenFrom = new long[capacity];
        provenTo = new long[capacity];
        suspected = new boolean[capacity];
    }

    void begin() {
        for (int i = 0; i < context.threads().count(); i++) {
            provenFrom[i] = 0;
            provenTo[i] = 0;
            suspected[i] = false;
        }
    }

    /** The frames of a thread are all in this range, and have been seen. */
    void proven(int thread, long from, long to) {
        provenFrom[thread] = from;
        provenTo[thread] = to;
    }

    /** As before; but the thread runs a coroutine, so there may be others. */
    void suspect(int thread, long from, long to) {
        proven(thread, from, to);
        suspected[thread] = true;
    }

    boolean isSuspected(int thread) {
        return suspected[thread];
    }

    /** Searches, and notes a hit as a finding about the first thread. */
    void search() {
        StackMap map = context.stacks();
        long size = 0;
        for (int i = 0; i < map.count(); i++) {
            size += map.end(i) - map.privateStart(i);
        }
        if (size > LIMIT) {
            context.findings().note(0, Kind.TOO_MUCH_MEMORY, QuiescentCode.NONE, size);
            return;
        }
        for (int i = 0; i < map.count() && context.findings().count() == 0; i++) {
            searchMapping(map.privateStart(i), map.end(i));
        }
    }

    private void searchMapping(long start, long end) {
        long at = start;
        while (Long.compareUnsigned(at, end) < 0 && context.findings().count() == 0) {
            int next = firstProven(at, end);
            long to = next < 0 ? end : provenFrom[next];
            if (Long.compareUnsigned(at, to) < 0) {
                searchRange(at, to);
            }
            at = next < 0 ? end : provenTo[next];
        }
    }

    private void searchRange(long from, long to) {
        int result = context.scanner().scan(from, to, false);
        if (result != MemoryScanner.CLEAR) {
            boolean hit = result == MemoryScanner.HIT;
            context.findings()
                    .note(
                            0,
                            hit ? Kind.MEMORY : Kind.UNREADABLE,
                            hit ? context.scanner().range() : QuiescentCode.NONE,
                            context.scanner().address());
        }
    }

    /** The thread whose proven range is the lowest that reaches beyond {@code at}; -1 if none. */
    private int firstProven(long at, long end) {
        int first = -1;
        for (int i = 0; i < context.threads().count(); i++) {
            if (Long.compareUnsigned(provenTo[i], at) > 0
                    && Long.compareUnsigned(provenFrom[i], end) < 0
                    && (first < 0 || Long.compareUnsigned(provenFrom[i], provenFrom[first]) < 0)) {
                first = i;
            }
        }
        return first;
    }
}
