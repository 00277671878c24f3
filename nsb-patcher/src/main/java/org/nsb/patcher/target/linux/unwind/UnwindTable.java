// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The sorted table of a mapped {@code .eh_frame_hdr} section (Linux Standard Base Core, 10.6.2):
 * pairs of a function's first address and the address of its unwind information, each a signed
 * 32-bit offset from the section's start.
 *
 * @param start first address of the module
 * @param end first address behind it
 * @param base address of the section
 * @param table address of the first pair
 * @param pairs their number
 */
record UnwindTable(long start, long end, long base, long table, long pairs) {
    /** Bytes before the first pair. */
    static final int HEADER = 12;

    private static final int PAIR = 8;

    /** DW_EH_PE_datarel | DW_EH_PE_sdata4: the only table format there is. */
    private static final int DATA_RELATIVE_SDATA4 = 0x3b;

    private static final int UDATA4 = 0x03;
    private static final int SDATA4 = 0x0b;
    private static final int FORMAT = 0x0f;

    /**
     * Reads the header.
     *
     * @param header its first {@link #HEADER} bytes, in the byte order of the target
     * @param size bytes of the section
     * @return empty if there is no table that could be searched
     */
    static Optional<UnwindTable> read(
            long start, long end, long base, ByteBuffer header, long size) {
        int pointerFormat = header.get(1) & FORMAT;
        boolean known =
                header.get(0) == 1
                        && (pointerFormat == UDATA4 || pointerFormat == SDATA4)
                        && header.get(2) == UDATA4
                        && header.get(3) == DATA_RELATIVE_SDATA4;
        long pairs = header.getInt(8) & 0xffff_ffffL;
        if (!known || pairs == 0 || HEADER + pairs * PAIR > size) {
            return Optional.empty();
        }
        return Optional.of(new UnwindTable(start, end, base, base + HEADER, pairs));
    }

    boolean covers(long address) {
        return Long.compareUnsigned(address - start, end - start) < 0;
    }
}
