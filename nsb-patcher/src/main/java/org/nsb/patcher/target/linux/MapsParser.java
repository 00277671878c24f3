// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.ArrayList;
import java.util.List;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/** The text of {@code /proc/PID/maps} ({@code man 5 proc}). */
final class MapsParser {
    /** Fields before the name: range, permissions, offset, device, inode. */
    private static final int FIELDS = 5;

    private MapsParser() {}

    /**
     * @throws IllegalArgumentException if a line is not as the kernel writes it; the message holds
     *     the line
     */
    static MemoryMap parse(String text) {
        List<Mapping> mappings = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (!line.isEmpty()) {
                mappings.add(parseLine(line));
            }
        }
        return new MemoryMap(mappings);
    }

    /** {@code start-end rwxp offset major:minor inode name}; the name may contain spaces. */
    private static Mapping parseLine(String line) {
        String[] fields = line.split(" ", FIELDS + 1);
        int dash = fields[0].indexOf('-');
        if (fields.length < FIELDS || dash < 0 || fields[1].length() != 4) {
            throw new IllegalArgumentException("not a line of /proc/PID/maps: '" + line + "'");
        }
        String name = fields.length > FIELDS ? fields[FIELDS].stripLeading() : "";
        try {
            return new Mapping(
                    Long.parseUnsignedLong(fields[0].substring(0, dash), 16),
                    Long.parseUnsignedLong(fields[0].substring(dash + 1), 16),
                    fields[1],
                    Long.parseUnsignedLong(fields[2], 16),
                    fields[3],
                    Long.parseUnsignedLong(fields[4]),
                    unescape(name));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("not a line of /proc/PID/maps: '" + line + "'", e);
        }
    }

    /** The only character that the kernel escapes in this file is the one that ends a line. */
    private static String unescape(String name) {
        return name.replace("\\012", "\n");
    }
}
