// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

/** Bytes on the borrowed thread's stack, between its red zone and the signal frame. */
final class PutArea {
    /** Enough for a file's name and a little more. */
    static final int SIZE = 512;

    private static final int ALIGNMENT = 16;

    private final long start;
    private int used;

    /**
     * @param start lowest address
     */
    PutArea(long start) {
        this.start = start;
    }

    /**
     * @return the address of as many bytes
     * @throws IllegalArgumentException if there is no room left
     */
    long reserve(int length) {
        int end = used + (length + ALIGNMENT - 1 & -ALIGNMENT);
        if (end > SIZE) {
            throw new IllegalArgumentException(
                    "%d bytes do not fit into the %d that are left".formatted(length, SIZE - used));
        }
        long address = start + used;
        used = end;
        return address;
    }
}
