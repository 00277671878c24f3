// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.intel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Reads little-endian numbers whatever the order of the buffer is, without changing or copying. */
public final class LittleEndian {
    private LittleEndian() {}

    public static int getInt(ByteBuffer buffer, int index) {
        int value = buffer.getInt(index);
        return buffer.order() == ByteOrder.LITTLE_ENDIAN ? value : Integer.reverseBytes(value);
    }

    public static long getLong(ByteBuffer buffer, int index) {
        long value = buffer.getLong(index);
        return buffer.order() == ByteOrder.LITTLE_ENDIAN ? value : Long.reverseBytes(value);
    }

    /** A view of the array through which little-endian numbers are read and written. */
    public static ByteBuffer of(byte[] array) {
        return ByteBuffer.wrap(array).order(ByteOrder.LITTLE_ENDIAN);
    }
}
