// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

/** A range of the target's memory cannot be read or written. */
public final class RemoteMemoryException extends RuntimeException {
    private final long address;
    private final int errno;

    /**
     * @param action "read" or "write"
     * @param pid the process
     * @param address of the first byte of the access
     * @param length bytes
     * @param errno of the failed call ({@code man 3 errno}); 0 for a short transfer
     */
    public RemoteMemoryException(String action, int pid, long address, long length, int errno) {
        super(
                "cannot %s %d bytes at %s of process %d (errno %d)"
                        .formatted(action, length, new RemoteAddress(address), pid, errno));
        this.address = address;
        this.errno = errno;
    }

    public long address() {
        return address;
    }

    public int errno() {
        return errno;
    }
}
