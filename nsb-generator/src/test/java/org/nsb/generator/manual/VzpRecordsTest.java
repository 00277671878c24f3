// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nsb.elf.ElfFormatException;
import org.nsb.generator.debuginfo.SourceLine;

class VzpRecordsTest {
    private static final String FILE = record("file", "fix.c", "0", "3", "", "src/a.c");
    private static final String VAR = record("static-var", "fix.c", "1", "4", "hits", "");

    static String record(
            String kind, String unit, String position, String line, String name, String argument) {
        return String.join("\0", "VZP1", kind, unit, position, unit, line, name, argument) + "\0";
    }

    static List<VzpRecord> parse(String section) {
        return VzpRecords.parse(
                "fix.so", ByteBuffer.wrap(section.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void sortsByPositionAndDropsRepetitions() {
        List<VzpRecord> records = parse(VAR + FILE + VAR);

        assertEquals(2, records.size());
        assertEquals(VzpRecord.Kind.FILE, records.get(0).kind());
        assertEquals("src/a.c", records.get(0).argument());
        assertEquals(
                new VzpRecord(
                        VzpRecord.Kind.STATIC_VAR,
                        "fix.c",
                        1,
                        new SourceLine("fix.c", 4),
                        "hits",
                        ""),
                records.get(1));
    }

    @Test
    void anEmptySectionHasNoRecords() {
        assertEquals(List.of(), parse(""));
    }

    @Test
    void positionsCompareAsNumbers() {
        String ten = record("static-var", "fix.c", "10", "9", "late", "");
        assertEquals("late", parse(ten + VAR).get(1).name());
    }

    @Test
    void everyTruncationIsRefused() {
        String section = FILE + VAR;
        for (int length = 1; length < section.length(); length++) {
            if (length != FILE.length()) {
                String cut = section.substring(0, length);
                assertThrows(ElfFormatException.class, () -> parse(cut), cut);
            }
        }
    }

    @Test
    void otherVersionsAndUnknownKindsAreRefused() {
        assertRefused(VAR.replace("VZP1", "VZP2"), "another version");
        assertRefused(VAR.replace("static-var", "magic-var"), "unknown macro 'magic-var'");
        assertRefused(record("static-var", "a.c", "-1", "1", "x", ""), "'-1' is not a number");
        assertRefused(record("static-var", "a.c", "1", "1", "", ""), "without a name");
    }

    private static void assertRefused(String section, String part) {
        ElfFormatException e = assertThrows(ElfFormatException.class, () -> parse(section));
        assertTrue(e.getMessage().contains(part), e.getMessage());
        assertTrue(e.getMessage().contains("fix.so"), e.getMessage());
    }
}
