// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/**
 * Content of a {@code .gnu_debuglink} section: which file has the debug information.
 *
 * @param fileName without directory
 * @param crc CRC-32 (as {@link java.util.zip.CRC32} computes it) of that whole file
 */
public record DebugLink(String fileName, int crc) {
    static DebugLink read(ElfBytes bytes) {
        String fileName = bytes.string(0);
        long nameEnd = 0;
        while (bytes.u8(nameEnd) != 0) {
            nameEnd++;
        }
        return new DebugLink(fileName, bytes.s32((nameEnd + 4) & -4L));
    }
}
