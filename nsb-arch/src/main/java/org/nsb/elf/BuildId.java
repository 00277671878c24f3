// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.HexFormat;
import java.util.Locale;

/**
 * The identity of a linked file: descriptor of its NT_GNU_BUILD_ID note ({@code ld --build-id}).
 *
 * @param hex lower-case hexadecimal digits, two for each byte; at least one byte
 */
public record BuildId(String hex) {
    /**
     * @throws IllegalArgumentException if {@code hex} is anything else
     */
    public BuildId {
        boolean digits = hex.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
        if (hex.isEmpty() || hex.length() % 2 != 0 || !digits) {
            throw new IllegalArgumentException("not a build-id: '" + hex + "'");
        }
    }

    /**
     * A build-id from the bytes of the note.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static BuildId of(byte[] bytes) {
        return new BuildId(HexFormat.of().formatHex(bytes));
    }

    /**
     * A build-id as users write it: in either case.
     *
     * @throws IllegalArgumentException if it is not an even number of hexadecimal digits
     */
    public static BuildId parse(String digits) {
        return new BuildId(digits.toLowerCase(Locale.ROOT));
    }

    /** The bytes of the note. */
    public byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** Whether the digits start like this, in either case. */
    public boolean startsWith(String prefix) {
        return hex.startsWith(prefix.toLowerCase(Locale.ROOT));
    }

    @Override
    public String toString() {
        return hex;
    }
}
