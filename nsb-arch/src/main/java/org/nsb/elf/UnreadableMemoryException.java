// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/** An {@link ImageMemory} has nothing readable at the asked place. */
public final class UnreadableMemoryException extends RuntimeException {
    private final long address;
    private final long length;

    /**
     * @param address first address of the read that failed
     * @param length its length in bytes
     */
    public UnreadableMemoryException(long address, long length) {
        this(address, length, null);
    }

    public UnreadableMemoryException(long address, long length, Throwable cause) {
        super("cannot read " + length + " bytes at 0x" + Long.toHexString(address), cause);
        this.address = address;
        this.length = length;
    }

    public long address() {
        return address;
    }

    /** Length of the read in bytes. */
    public long length() {
        return length;
    }
}
