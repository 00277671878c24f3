// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadLocalsBelowPointerTest {
    private final ThreadLocalsBelowPointer threadLocals = new ThreadLocalsBelowPointer();

    @ParameterizedTest
    @CsvSource({
        // st_value, p_memsz, p_vaddr, p_align, offset
        "0,   4,  0x3dec,   4,   -4",
        "0,   8,  0x3de8,   8,   -8",
        "4,   8,  0x3de8,   8,   -4",
        "0,  20,  0x3dc0,  16,  -32",
        "0,  68,  0x3d80,  64, -128",
        "64, 68,  0x3d80,  64,  -64",
        "0,   4,  0x3dec,   1,   -4",
        "0,   4,  0x3dec,   0,   -4",
        // the segment starts 8 bytes behind a multiple of its alignment
        "0,   4,  0x3d88,  64,  -56",
        "0,  60,  0x3d88,  64, -120",
        "0,  56,  0x3d88,  64,  -56",
        "0,  57,  0x3d88,  64, -120",
    })
    void the_block_ends_at_the_thread_pointer(
            long value, long size, String address, long alignment, long offset) {
        assertEquals(
                offset,
                threadLocals.executableOffset(value, size, Long.decode(address), alignment));
    }

    /** The rule of glibc's {@code _dl_determine_tlsoffset} for the first module, literally. */
    @Test
    void it_is_where_the_dynamic_linker_puts_it() {
        for (long alignment = 1; alignment <= 64; alignment *= 2) {
            for (long address = 0x1000; address < 0x1080; address++) {
                for (long size = 1; size < 200; size++) {
                    long firstByte = -address & (alignment - 1);
                    long rounded = (size - firstByte + alignment - 1) & -alignment;
                    long start = -threadLocals.executableOffset(0, size, address, alignment);
                    assertEquals(rounded + firstByte, start);
                    assertTrue(start >= size);
                }
            }
        }
    }

    @Test
    void alignments_are_powers_of_two() {
        assertThrows(
                IllegalArgumentException.class,
                () -> threadLocals.executableOffset(0, 4, 0x1000, 24));
    }
}
