// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

/**
 * Consecutive code.
 *
 * @param address of the first byte
 * @param size bytes, greater than zero
 */
public record CodeRange(long address, long size) {
    /** The first address behind the range. */
    public long end() {
        return address + size;
    }

    /** Whether {@code a} lies inside. */
    public boolean contains(long a) {
        return Long.compareUnsigned(a - address, size) < 0;
    }

    /** The same range where a module was loaded {@code bias} bytes higher. */
    public CodeRange shifted(long bias) {
        return new CodeRange(address + bias, size);
    }
}
