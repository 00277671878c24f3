// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnwindTableTest {
    private static final long BASE = 0x403000;

    private static Optional<UnwindTable> read(
            int version, int pointer, int count, int table, int pairs, long size) {
        ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN);
        header.put((byte) version).put((byte) pointer).put((byte) count).put((byte) table);
        header.putInt(0x100).putInt(pairs);
        return UnwindTable.read(0x400000, 0x405000, BASE, header, size);
    }

    @Test
    void aTableAsLinkersWriteIt() {
        UnwindTable table = read(1, 0x1b, 0x03, 0x3b, 4, 12 + 4 * 8).orElseThrow();
        assertEquals(BASE + 12, table.table());
        assertEquals(4, table.pairs());
        assertTrue(table.covers(0x400000));
        assertTrue(table.covers(0x404fff));
        assertFalse(table.covers(0x405000));
        assertFalse(table.covers(0x3fffff));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 0x1b, 0x03, 0x3b, 4, 44", // version
        "1, 0x1c, 0x03, 0x3b, 4, 44", // the pointer has eight bytes
        "1, 0x1b, 0xff, 0x3b, 4, 44", // no count
        "1, 0x1b, 0x03, 0xff, 4, 44", // no table
        "1, 0x1b, 0x03, 0x3b, 0, 44", // an empty one
        "1, 0x1b, 0x03, 0x3b, 5, 44", // more pairs than bytes
        "1, 0x1b, 0x03, 0x3b, -1, 44",
    })
    void othersAreNotSearched(
            String version, String pointer, String count, String table, int pairs, long size) {
        Optional<UnwindTable> read =
                read(
                        Integer.decode(version),
                        Integer.decode(pointer),
                        Integer.decode(count),
                        Integer.decode(table),
                        pairs,
                        size);
        assertEquals(Optional.empty(), read);
    }
}
