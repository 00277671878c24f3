// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class AuxiliaryVectorTest {
    private static final int AT_PHDR = 3;
    private static final int AT_ENTRY = 9;

    private static byte[] wide(long... words) {
        ByteBuffer bytes = ByteBuffer.allocate(8 * words.length).order(ByteOrder.nativeOrder());
        for (long word : words) {
            bytes.putLong(word);
        }
        return bytes.array();
    }

    private static byte[] narrow(int... words) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * words.length).order(ByteOrder.nativeOrder());
        for (int word : words) {
            bytes.putInt(word);
        }
        return bytes.array();
    }

    @Test
    void a_64_bit_process() {
        byte[] content = wide(33, 0x7fff_0000_0000L, AT_PHDR, 0x5555_0000_0040L, 0, 0);
        assertEquals(0x5555_0000_0040L, AuxiliaryVector.value(content, AT_PHDR));
        assertEquals(0, AuxiliaryVector.value(content, AT_ENTRY));
    }

    @Test
    void a_32_bit_process() {
        byte[] content = narrow(32, 0xf7f0_0000, 6, 4096, AT_PHDR, 0x0804_8034, 0, 0);
        assertEquals(0x0804_8034L, AuxiliaryVector.value(content, AT_PHDR));
        assertEquals(0xf7f0_0000L, AuxiliaryVector.value(content, 32));
    }

    @Test
    void a_vector_that_is_cut_off_or_empty() {
        assertEquals(0, AuxiliaryVector.value(new byte[0], AT_PHDR));
        assertEquals(0, AuxiliaryVector.value(wide(AT_PHDR), AT_PHDR));
    }
}
