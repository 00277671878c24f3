// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

/**
 * One line of {@code /proc/PID/maps} ({@code man 5 proc}).
 *
 * @param start first address
 * @param end first address behind it
 * @param permissions four characters, for instance {@code r-xp}
 * @param offset in the file, bytes
 * @param device major and minor number, as printed
 * @param inode 0 if there is no file
 * @param name path or name in brackets; empty for anonymous memory. The target can choose it: never
 *     follow it as a path without checking what it leads to
 */
public record Mapping(
        long start,
        long end,
        String permissions,
        long offset,
        String device,
        long inode,
        String name) {

    public long size() {
        return end - start;
    }

    public boolean contains(long address) {
        return Long.compareUnsigned(address - start, end - start) < 0;
    }

    public boolean readable() {
        return permissions.charAt(0) == 'r';
    }

    public boolean writable() {
        return permissions.charAt(1) == 'w';
    }

    public boolean executable() {
        return permissions.charAt(2) == 'x';
    }

    public boolean isPrivate() {
        return permissions.charAt(3) == 'p';
    }
}
