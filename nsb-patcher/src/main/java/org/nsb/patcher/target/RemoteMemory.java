// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The memory of a process, through {@code /proc/PID/mem} ({@code man 5 proc}).
 *
 * <p>Access is all or nothing from the caller's view: a short transfer is an error. When the
 * process has ended or executes another program, every access throws {@link
 * org.nsb.patcher.NoSuchProcessException}.
 */
public interface RemoteMemory {

    /**
     * Fills {@code into} from its position to its limit.
     *
     * @throws RemoteMemoryException if a byte cannot be read
     */
    void read(long address, ByteBuffer into);

    /**
     * Writes all bytes, also into mappings that the target itself may not write.
     *
     * @throws RemoteMemoryException if a byte cannot be written; some may have been
     */
    void write(long address, byte[] bytes);

    /** Reads {@code length} bytes into a new buffer, ready for reading, little-endian. */
    default ByteBuffer read(long address, int length) {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        read(address, buffer);
        return buffer.flip();
    }

    /** Reads {@code length} bytes into a new array. */
    default byte[] bytes(long address, int length) {
        byte[] bytes = new byte[length];
        read(address, ByteBuffer.wrap(bytes));
        return bytes;
    }
}
