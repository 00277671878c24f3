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
    public BuildId {
        if (hex.isEmpty() || !hex.matches("([0-9a-f]{2})+")) {
            throw new IllegalArgumentException("not a build-id: '" + hex + "'");
        }
    }

    /** A build-id from the bytes of the note. */
    public static BuildId of(byte[] bytes) {
        return new BuildId(HexFormat.of().formatHex(bytes));
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
