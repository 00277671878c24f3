// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

/**
 * An address in the target process, for messages and maps; arithmetic is done on plain {@code
 * long}.
 *
 * @param value unsigned
 */
public record RemoteAddress(long value) implements Comparable<RemoteAddress> {
    @Override
    public int compareTo(RemoteAddress other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return "0x" + Long.toHexString(value);
    }
}
