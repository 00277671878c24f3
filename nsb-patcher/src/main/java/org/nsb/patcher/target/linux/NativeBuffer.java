// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import com.kenai.jffi.MemoryIO;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Memory that system calls can work on.
 *
 * @param bytes a direct buffer in the byte order of this machine
 * @param address where it lies; valid as long as {@code bytes} is reachable
 */
record NativeBuffer(ByteBuffer bytes, long address) {

    static NativeBuffer allocate(int size) {
        ByteBuffer bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
        return new NativeBuffer(bytes, addressOf(bytes));
    }

    /** The address of a direct buffer's first byte (its position does not count). */
    static long addressOf(ByteBuffer direct) {
        return MemoryIO.getInstance().getDirectBufferAddress(direct);
    }

    int size() {
        return bytes.capacity();
    }
}
