// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

/**
 * A part of the image that becomes one mapping.
 *
 * @param offset from the image's start, bytes, a multiple of the page size
 * @param length bytes, a multiple of the page size
 * @param protection of {@code man 2 mmap}: a sum of {@link #READ}, {@link #WRITE}, {@link #EXECUTE}
 */
public record ImageRegion(long offset, long length, int protection) {
    public static final int READ = 1;
    public static final int WRITE = 2;
    public static final int EXECUTE = 4;

    /** As in {@code /proc/PID/maps}, for instance {@code r-x}. */
    public String permissions() {
        return ((protection & READ) != 0 ? "r" : "-")
                + ((protection & WRITE) != 0 ? "w" : "-")
                + ((protection & EXECUTE) != 0 ? "x" : "-");
    }
}
