// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

/** Addresses of this mode have 32 bits; everywhere else they are unsigned numbers of 64 bits. */
final class Addresses {
    private Addresses() {}

    /** Whether this mode has such an address. */
    static boolean exists(long address) {
        return address >>> Integer.SIZE == 0;
    }

    /**
     * The address as it is stored.
     *
     * @throws IllegalArgumentException if it has more than 32 bits
     */
    static int checked(long address) {
        if (!exists(address)) {
            throw new IllegalArgumentException(
                    "no address of a 32-bit process: 0x" + Long.toHexString(address));
        }
        return (int) address;
    }
}
