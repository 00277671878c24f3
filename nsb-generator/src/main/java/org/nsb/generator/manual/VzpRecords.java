// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.nsb.elf.ElfFormatException;
import org.nsb.generator.debuginfo.SourceLine;

/**
 * Reads the section {@code .vzp.records}: records of eight strings, each string with a NUL behind
 * it, in any order, some of them several times ({@code nsb/vzp.h}, "What a macro leaves behind").
 */
public final class VzpRecords {
    /** Name of the section. */
    public static final String SECTION = ".vzp.records";

    private static final String MAGIC = "VZP1";
    private static final Comparator<VzpRecord> ORDER =
            Comparator.comparing(VzpRecord::unit).thenComparingInt(VzpRecord::position);

    private final String file;
    private final ByteBuffer bytes;

    private VzpRecords(String file, ByteBuffer bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * The records, without repetitions, by unit and position.
     *
     * @param file for messages
     * @throws ElfFormatException if the section is damaged or of another version
     */
    public static List<VzpRecord> parse(String file, ByteBuffer section) {
        Set<VzpRecord> records = new LinkedHashSet<>();
        VzpRecords reader = new VzpRecords(file, section.duplicate());
        while (reader.bytes.hasRemaining()) {
            records.add(reader.next());
        }
        List<VzpRecord> sorted = new ArrayList<>(records);
        sorted.sort(ORDER);
        return List.copyOf(sorted);
    }

    private VzpRecord next() {
        int start = bytes.position();
        String magic = string(start);
        if (!magic.equals(MAGIC)) {
            throw bad("records of another version of nsb/vzp.h ('" + shown(magic) + "')", start);
        }
        String word = string(start);
        VzpRecord.Kind kind =
                VzpRecord.Kind.of(word)
                        .orElseThrow(() -> bad("unknown macro '" + shown(word) + "'", start));
        String unit = string(start);
        int position = number(start);
        String source = string(start);
        int line = number(start);
        String name = string(start);
        String argument = string(start);
        if (kind != VzpRecord.Kind.FILE && name.isEmpty()) {
            throw bad("a macro without a name", start);
        }
        return new VzpRecord(kind, unit, position, new SourceLine(source, line), name, argument);
    }

    private String string(int recordStart) {
        int end = bytes.position();
        while (end < bytes.limit() && bytes.get(end) != 0) {
            end++;
        }
        if (end == bytes.limit()) {
            throw bad("a record without an end", recordStart);
        }
        byte[] text = new byte[end - bytes.position()];
        bytes.get(text);
        bytes.get();
        return new String(text, StandardCharsets.UTF_8);
    }

    private int number(int recordStart) {
        String text = string(recordStart);
        if (!text.matches("[0-9]{1,9}")) {
            throw bad("'" + shown(text) + "' is not a number", recordStart);
        }
        return Integer.parseInt(text);
    }

    private static String shown(String text) {
        String printable = text.replaceAll("[^\\p{Print}]", "?");
        return printable.length() > 40 ? printable.substring(0, 40) + "..." : printable;
    }

    private ElfFormatException bad(String what, int offset) {
        return new ElfFormatException(
                file,
                ElfFormatException.Reason.MALFORMED,
                "section " + SECTION + ": " + what,
                offset);
    }
}
