// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.List;
import org.nsb.patcher.commit.CodeChange.QuiescentRange;
import org.nsb.patcher.commit.CodeChange.TextWrite;

/**
 * The code that has to be left alone, in plain arrays for the pause. Every question answers with
 * the number of the range that is hit, or {@link #NONE}.
 *
 * <p>What counts as a hit depends on where the address comes from:
 *
 * <ul>
 *   <li>A <b>program counter</b> is inside from the range's start to just before its end.
 *   <li>A <b>return address</b> stands behind a call. It is inside from just behind the start to
 *       the end itself: a function may end with a call that does not return normally, and an
 *       exception thrown from there still comes through.
 *   <li>A <b>word on a stack</b> may be a return address, a program counter saved in a signal
 *       frame, or just data. The start of a function is what function pointers hold; as a saved
 *       program counter it is harmless, because the thread is about to execute the new first bytes.
 *       So it does not count in a range that is entered at its start. In other ranges (cold parts,
 *       the code of a patch) it does.
 *   <li>A <b>word in other memory</b> must be strictly inside: start and end are what tables of
 *       function pointers contain, and nobody returns behind a call that does not return.
 * </ul>
 */
final class QuiescentCode {
    static final int NONE = -1;

    private final long[] starts;
    private final long[] ends;
    private final long[] firstWords;
    private final String[] names;
    private final long lowest;
    private final long span;

    QuiescentCode(List<QuiescentRange> ranges, List<TextWrite> writes) {
        int n = ranges.size();
        starts = new long[n];
        ends = new long[n];
        firstWords = new long[n];
        names = new String[n];
        long low = -1;
        long high = 0;
        for (int i = 0; i < n; i++) {
            QuiescentRange range = ranges.get(i);
            if (Long.compareUnsigned(range.start(), range.end()) >= 0) {
                throw new IllegalArgumentException("not a range: " + range);
            }
            starts[i] = range.start();
            ends[i] = range.end();
            firstWords[i] = isEntered(range, writes) ? range.start() + 1 : range.start();
            names[i] = range.name();
            low = Long.compareUnsigned(range.start(), low) < 0 ? range.start() : low;
            high = Long.compareUnsigned(range.end(), high) > 0 ? range.end() : high;
        }
        lowest = n == 0 ? 0 : low;
        span = high - lowest;
    }

    private static boolean isEntered(QuiescentRange range, List<TextWrite> writes) {
        for (TextWrite write : writes) {
            if (Long.compareUnsigned(write.address() - range.start(), range.end() - range.start())
                    < 0) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return starts.length == 0;
    }

    /** The name of a range. */
    String name(int range) {
        return names[range];
    }

    /** The range that a program counter is in. */
    int executing(long pc) {
        if (isFar(pc)) {
            return NONE;
        }
        for (int i = 0; i < starts.length; i++) {
            if (Long.compareUnsigned(pc - starts[i], ends[i] - starts[i]) < 0) {
                return i;
            }
        }
        return NONE;
    }

    /**
     * The range that a frame found by unwinding is in. Frames interrupted by a signal have a
     * program counter, the others a return address; both rules are applied to all.
     */
    int frame(long pc) {
        if (isFar(pc)) {
            return NONE;
        }
        for (int i = 0; i < starts.length; i++) {
            if (Long.compareUnsigned(pc - starts[i], ends[i] - starts[i]) <= 0) {
                return i;
            }
        }
        return NONE;
    }

    /** The range that a word on a stack may lead into. */
    int stackWord(long word) {
        if (isFar(word)) {
            return NONE;
        }
        for (int i = 0; i < starts.length; i++) {
            if (Long.compareUnsigned(word - firstWords[i], ends[i] - firstWords[i]) <= 0) {
                return i;
            }
        }
        return NONE;
    }

    /** The range that a word in memory outside of the threads' stacks may lead into. */
    int memoryWord(long word) {
        if (isFar(word)) {
            return NONE;
        }
        for (int i = 0; i < starts.length; i++) {
            if (Long.compareUnsigned(word - starts[i] - 1, ends[i] - starts[i] - 1) < 0) {
                return i;
            }
        }
        return NONE;
    }

    /** Lowest address of all ranges. */
    long lowest() {
        return lowest;
    }

    /** Bytes from {@link #lowest} to the highest end. */
    long span() {
        return span;
    }

    /** Sorts out nearly all words with one comparison. */
    boolean isFar(long word) {
        return Long.compareUnsigned(word - lowest, span) > 0;
    }
}
