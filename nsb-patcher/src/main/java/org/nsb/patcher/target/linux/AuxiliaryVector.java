// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The content of {@code /proc/PID/auxv} ({@code man 3 getauxval}). */
final class AuxiliaryVector {
    private AuxiliaryVector() {}

    /**
     * Finds a value. A word has 8 bytes, or 4 if the process is a 32-bit one.
     *
     * @return the value; 0 if there is none
     */
    static long value(byte[] content, int type) {
        ByteBuffer words = ByteBuffer.wrap(content).order(ByteOrder.nativeOrder());
        int size = wordSize(words);
        for (int at = 0; at + 2 * size <= content.length; at += 2 * size) {
            if (word(words, at, size) == type) {
                return word(words, at + size, size);
            }
        }
        return 0;
    }

    /**
     * The kernel's file does not say how wide its words are. Types are small numbers, so the upper
     * halves of all 8-byte types are zero; in a vector of 4-byte words they would be values, and
     * AT_SYSINFO_EHDR, AT_PAGESZ and others are never 0.
     */
    private static int wordSize(ByteBuffer words) {
        for (int at = 0; at + 16 <= words.capacity(); at += 16) {
            if (Long.compareUnsigned(words.getLong(at), 0xffff) > 0) {
                return 4;
            }
        }
        return 8;
    }

    private static long word(ByteBuffer words, int at, int size) {
        return size == 8 ? words.getLong(at) : Integer.toUnsignedLong(words.getInt(at));
    }
}
