// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import org.nsb.arch.Architecture;
import org.nsb.patcher.target.ThreadControl;

/**
 * Searches memory of the target, word by word, for addresses of quiescent code. Return addresses
 * lie at multiples of the pointer size: the psABIs align the stack pointer at calls, and a call
 * pushes one word; so unaligned places need not be looked at.
 */
final class MemoryScanner {
    /** Bytes that are read at once. */
    static final int CHUNK = 64 << 10;

    /** Result of {@link #scan}: no word leads into the code. */
    static final int CLEAR = 0;

    /** Result: the word at {@link #address} does, into {@link #range}. */
    static final int HIT = 1;

    /** Result: the memory at {@link #address} cannot be read. */
    static final int UNREADABLE = 2;

    private final ThreadControl control;
    private final QuiescentCode code;
    private final int pointerSize;
    private final ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK);
    private final LongBuffer view;
    private final long[] words = new long[CHUNK / Long.BYTES];
    private long address;
    private int range;

    MemoryScanner(ThreadControl control, QuiescentCode code, Architecture architecture) {
        this.control = control;
        this.code = code;
        pointerSize = architecture.pointerSize();
        view = chunk.order(ByteOrder.nativeOrder()).asLongBuffer();
    }

    /** Where {@link #scan} ended. */
    long address() {
        return address;
    }

    /** The range that the word at {@link #address} leads into. */
    int range() {
        return range;
    }

    /** What the last {@link #scan} or {@link #load} read last. */
    ByteBuffer chunk() {
        return chunk;
    }

    /**
     * Looks at all words of a range of memory.
     *
     * @param from first address; rounded down to a multiple of eight
     * @param onStack whether the rules for thread stacks apply, see {@link QuiescentCode}
     */
    int scan(long from, long to, boolean onStack) {
        long at = from & -Long.BYTES;
        while (Long.compareUnsigned(at, to) < 0) {
            int length = load(at, to);
            if (length < Long.BYTES) {
                address = at;
                return UNREADABLE;
            }
            int count = length / Long.BYTES;
            view.position(0);
            view.get(words, 0, count);
            for (int i = next(0, count); i < count; i = next(i + 1, count)) {
                int hit = examine(words[i], onStack);
                if (hit != QuiescentCode.NONE) {
                    address = at + (long) i * Long.BYTES;
                    range = hit;
                    return HIT;
                }
            }
            at += (long) count * Long.BYTES;
        }
        return CLEAR;
    }

    /**
     * Reads what fits into one chunk.
     *
     * @return bytes, or a negative errno
     */
    int load(long from, long to) {
        long left = (to - from + Long.BYTES - 1) & -Long.BYTES;
        return control.read(from, chunk, (int) Math.min(CHUNK, left));
    }

    /** The next word that deserves a closer look. This loop is where the time goes. */
    private int next(int from, int count) {
        return pointerSize == Long.BYTES ? nextLong(from, count) : nextHalf(from, count);
    }

    private int nextLong(int from, int count) {
        long[] all = words;
        // a <= b, unsigned, is a + MIN_VALUE <= b + MIN_VALUE, signed
        long bias = Long.MIN_VALUE - code.lowest();
        long limit = code.span() + Long.MIN_VALUE;
        int i = from;
        while (i < count && all[i] + bias > limit) {
            i++;
        }
        return i;
    }

    private int nextHalf(int from, int count) {
        int i = from;
        while (i < count
                && code.isFar(words[i] & 0xffff_ffffL)
                && code.isFar(words[i] >>> Integer.SIZE)) {
            i++;
        }
        return i;
    }

    private int examine(long word, boolean onStack) {
        if (pointerSize == Long.BYTES) {
            return examineWord(word, onStack);
        }
        int low = examineWord(word & 0xffff_ffffL, onStack);
        return low != QuiescentCode.NONE ? low : examineWord(word >>> Integer.SIZE, onStack);
    }

    private int examineWord(long word, boolean onStack) {
        return onStack ? code.stackWord(word) : code.memoryWord(word);
    }
}
