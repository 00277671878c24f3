// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BuildIdTest {
    @Test
    void bytesAndDigits() {
        BuildId id = BuildId.of(new byte[] {0, (byte) 0xab, 0x1f});
        assertEquals("00ab1f", id.toString());
        assertArrayEquals(new byte[] {0, (byte) 0xab, 0x1f}, id.bytes());
        assertEquals(id, BuildId.parse("00AB1f"));
        assertEquals(id.hashCode(), BuildId.parse("00ab1f").hashCode());
    }

    @Test
    void prefixes() {
        BuildId id = BuildId.parse("00ab1f");
        assertTrue(id.startsWith(""));
        assertTrue(id.startsWith("00a"));
        assertTrue(id.startsWith("00AB1F"));
        assertFalse(id.startsWith("00ab1f0"));
        assertFalse(id.startsWith("ab"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "xy", "0x12", "12 34"})
    void whatIsNoBuildId(String digits) {
        assertThrows(IllegalArgumentException.class, () -> BuildId.parse(digits));
    }

    @Test
    void ofAbsurdLength() {
        assertEquals(1 << 20, BuildId.of(new byte[1 << 20]).bytes().length);
        assertThrows(IllegalArgumentException.class, () -> BuildId.of(new byte[0]));
    }
}
