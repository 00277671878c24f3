// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import jnr.constants.platform.Errno;

/**
 * A system call of nsb itself failed, and nothing more precise is known. At the border of this
 * package it becomes a {@link org.nsb.patcher.PatcherException} or, where the caller handles it, a
 * {@link org.nsb.patcher.target.RemoteMemoryException}.
 */
public final class LinuxException extends RuntimeException {
    private final int errno;
    private final String call;

    /**
     * @param errno positive, {@code man 3 errno}
     * @param call the system call
     * @param detail what it was to work on
     */
    public LinuxException(int errno, String call, String detail) {
        super("%s: %s (%s)".formatted(detail, describe(errno), call));
        this.errno = errno;
        this.call = call;
    }

    public int errno() {
        return errno;
    }

    public String call() {
        return call;
    }

    /** The C library's words for an errno, and its name. */
    static String describe(int errno) {
        Errno known = Errno.valueOf(errno);
        return known == Errno.__UNKNOWN_CONSTANT__
                ? "errno " + errno
                : known.description() + " [" + known.name() + "]";
    }
}
