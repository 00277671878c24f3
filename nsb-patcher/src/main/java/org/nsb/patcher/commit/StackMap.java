// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.List;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/**
 * The writable memory of the target in plain arrays, made before the pause and asked inside it: on
 * which stack is a thread, and where does that stack end?
 *
 * <p>A thread's <em>own</em> stack is the mapping that holds its thread pointer above its stack
 * pointer: the C library puts the thread's control block at the upper end of the stack. The first
 * thread has no such block on its stack; its stack is what the kernel calls {@code [stack]}.
 */
final class StackMap {
    /** Answer of {@link #ownStackEnd} for a stack that is not the thread's own. */
    static final long FOREIGN = 0;

    private final int count;
    private final long[] starts;
    private final long[] ends;

    /** Whether nothing but a stack can lie in the mapping, because a guard page is below it. */
    private final boolean[] guarded;

    private final boolean[] isPrivate;

    /** Lowest address to which {@code [stack]} may have grown since; equal to the end if none. */
    private final long initialStart;

    private final long initialEnd;

    StackMap(MemoryMap map) {
        List<Mapping> all = map.mappings();
        starts = new long[all.size()];
        ends = new long[all.size()];
        guarded = new boolean[all.size()];
        isPrivate = new boolean[all.size()];
        int n = 0;
        long growsDownTo = 0;
        long growsFrom = 0;
        Mapping below = null;
        for (Mapping mapping : all) {
            if (mapping.readable() && mapping.writable()) {
                boolean initial = mapping.name().equals("[stack]");
                starts[n] = mapping.start();
                ends[n] = mapping.end();
                isPrivate[n] = mapping.isPrivate();
                guarded[n] = initial || isGuard(below, mapping);
                if (initial) {
                    growsDownTo = below == null ? mapping.start() : below.end();
                    growsFrom = mapping.end();
                }
                n++;
            }
            below = mapping;
        }
        count = n;
        initialStart = growsDownTo;
        initialEnd = growsFrom;
    }

    private static boolean isGuard(Mapping below, Mapping mapping) {
        return below != null
                && below.end() == mapping.start()
                && !below.readable()
                && !below.writable();
    }

    /**
     * The first address behind all frames that a thread can have, if it is on its own stack.
     *
     * @return the end, greater than {@code stackPointer}, or {@link #FOREIGN}
     */
    long ownStackEnd(long stackPointer, long threadPointer) {
        // The words up to the end are all read. If something else has been mapped in between, or
        // if there is a hole, the reading fails or finds too much, never too little.
        if (within(stackPointer, initialStart, initialEnd)) {
            return initialEnd;
        }
        int at = find(stackPointer);
        if (at >= 0
                && within(threadPointer, starts[at], ends[at])
                && Long.compareUnsigned(stackPointer, threadPointer) < 0) {
            return threadPointer;
        }
        return FOREIGN;
    }

    /** First address of the writable mapping that contains an address; 0 if there is none. */
    long startOfMapping(long address) {
        int at = find(address);
        return at < 0 ? 0 : starts[at];
    }

    /** First address behind the writable mapping that contains an address; 0 if there is none. */
    long endOfMapping(long address) {
        int at = find(address);
        return at < 0 ? 0 : ends[at];
    }

    /**
     * Where the dead part of a stack begins: below the stack pointer lie only the remains of
     * returned calls. That is known of a mapping with a guard page; elsewhere other stacks may have
     * been mapped directly below.
     *
     * @return an address not above {@code stackPointer}
     */
    long deadStackStart(long stackPointer) {
        int at = find(stackPointer);
        return at >= 0 && guarded[at] ? starts[at] : stackPointer;
    }

    /** How many mappings there are for {@link #privateStart} and {@link #end}. */
    int count() {
        return count;
    }

    /** Start of the writable mapping number {@code i}, or its end if it is a shared one. */
    long privateStart(int i) {
        return isPrivate[i] ? starts[i] : ends[i];
    }

    /** End of the writable mapping number {@code i}. */
    long end(int i) {
        return ends[i];
    }

    private int find(long address) {
        int low = 0;
        int high = count - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(address, starts[middle]) < 0) {
                high = middle - 1;
            } else if (Long.compareUnsigned(address, ends[middle]) < 0) {
                return middle;
            } else {
                low = middle + 1;
            }
        }
        return -1;
    }

    private static boolean within(long address, long start, long end) {
        return Long.compareUnsigned(address - start, end - start) < 0;
    }
}
