// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.intel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

public class XsaveImageTest {
    private static final int WITH_AMX = 2816 + 8192;
    private static final long AMX_FEATURES = 0x602e7;

    /** A register set as ptrace gives it: areas full of a pattern, every feature in use. */
    public static byte[] state(int size, long features) {
        byte[] state = new byte[size];
        for (int i = 0; i < size; i++) {
            state[i] = (byte) (i * 7 + 1);
        }
        ByteBuffer view = LittleEndian.of(state);
        Arrays.fill(state, 464, 576, (byte) 0);
        view.putLong(464, features);
        view.putLong(512, features);
        return state;
    }

    @Test
    void carries_the_magic_numbers_of_the_kernel() {
        byte[] state = state(2432, 0xe7);
        byte[] image = XsaveImage.forSignalFrame(state, 0);
        ByteBuffer view = LittleEndian.of(image);
        assertEquals(2432 + 4, image.length);
        assertEquals(0x46505853, view.getInt(464));
        assertEquals(2432 + 4, view.getInt(468));
        assertEquals(0xe7, view.getLong(472));
        assertEquals(2432, view.getInt(480));
        assertArrayEquals(new byte[28], Arrays.copyOfRange(image, 484, 512));
        assertEquals(0x46505845, view.getInt(2432));
    }

    @Test
    void carries_all_registers_unchanged() {
        byte[] state = state(2432, 0xe7);
        byte[] image = XsaveImage.forSignalFrame(state, 0);
        assertArrayEquals(Arrays.copyOf(state, 464), Arrays.copyOf(image, 464));
        assertArrayEquals(
                Arrays.copyOfRange(state, 512, 2432), Arrays.copyOfRange(image, 512, 2432));
    }

    @Test
    void unused_tile_data_are_cut_off() {
        byte[] state = state(WITH_AMX, AMX_FEATURES);
        LittleEndian.of(state).putLong(512, 0x202e7);
        byte[] image = XsaveImage.forSignalFrame(state, 0);
        ByteBuffer view = LittleEndian.of(image);
        assertEquals(2816 + 4, image.length);
        assertEquals(2816, view.getInt(480));
        assertEquals(0x202e7, view.getLong(472));
        assertEquals(0x46505845, view.getInt(2816));
    }

    @Test
    void used_tile_data_stay() {
        byte[] image = XsaveImage.forSignalFrame(state(WITH_AMX, AMX_FEATURES), 0);
        assertEquals(WITH_AMX + 4, image.length);
        assertEquals(AMX_FEATURES, LittleEndian.of(image).getLong(472));
    }

    @Test
    void a_long_image_without_tile_data_is_not_cut() {
        assertEquals(4096 + 4, XsaveImage.forSignalFrame(state(4096, 0xe7), 0).length);
    }

    @Test
    void something_else_is_refused() {
        byte[] compacted = state(2432, 0xe7);
        LittleEndian.of(compacted).putLong(520, 1L << 63 | 0xe7);
        byte[] moreInUseThanEnabled = state(2432, 0xe7);
        LittleEndian.of(moreInUseThanEnabled).putLong(512, 0x2e7);
        for (byte[] bad :
                new byte[][] {
                    new byte[512],
                    state(2432, 0),
                    Arrays.copyOf(state(576, 3), 575),
                    compacted,
                    moreInUseThanEnabled
                }) {
            assertThrows(IllegalArgumentException.class, () -> XsaveImage.forSignalFrame(bad, 0));
        }
    }
}
