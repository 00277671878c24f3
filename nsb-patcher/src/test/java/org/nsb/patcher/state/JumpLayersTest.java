// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.target.RemoteMemory;

class JumpLayersTest {
    private static final long AT = 0x1000;
    private static final byte[] PROGRAM = "abcdefghijklmnop".getBytes();

    /** Text from {@link #AT} on; nothing else is readable. */
    private record Text(byte[] bytes) implements RemoteMemory {
        @Override
        public void read(long address, ByteBuffer into) {
            into.put(bytes, (int) (address - AT), into.remaining());
        }

        @Override
        public void write(long address, byte[] written) {
            throw new UnsupportedOperationException();
        }
    }

    private static InstalledPatch patch(int sequence, Phase phase, String jump) {
        AppliedJump applied =
                new AppliedJump(
                        AT,
                        Arrays.copyOf(PROGRAM, jump.length()),
                        jump.getBytes(),
                        AT,
                        "f",
                        List.of());
        StateRecord record =
                new StateRecord(sequence, 0, 0, 0, 0, List.of(applied), Instant.EPOCH, "/bin/true");
        return new InstalledPatch(phase, record, null, List.of());
    }

    private static JumpLayers read(String text, InstalledPatch... patches) {
        byte[] bytes = PROGRAM.clone();
        System.arraycopy(text.getBytes(), 0, bytes, 0, text.length());
        return JumpLayers.read(new Text(bytes), List.of(patches));
    }

    private static String text(JumpLayers layers, int length) {
        return new String(layers.text(AT, Arrays.copyOf(PROGRAM, length)));
    }

    private final InstalledPatch longer = patch(1, Phase.APPLIED, "LONGER");
    private final InstalledPatch top = patch(2, Phase.APPLIED, "TOP");

    @Test
    void laterPatchCoversAnEarlierOne() {
        JumpLayers layers = read("TOPGER", longer, top);
        assertEquals("TOPGERgh", text(layers, 8));
        assertEquals(Optional.of(top), layers.top(AT));
        assertEquals("LONGERgh", text(layers.without(top), 8));
        assertEquals("TOPdefgh", text(layers.without(longer), 8));
        assertEquals("abcdefgh", text(layers.without(top).without(longer), 8));
    }

    @Test
    void pristineBytesComeBackFromBelowAllLayers() {
        JumpLayers layers = read("TOPGER", longer, top);
        assertArrayEquals(Arrays.copyOf(PROGRAM, 8), layers.pristine(AT, "TOPGERgh".getBytes()));
        assertArrayEquals("defg".getBytes(), layers.pristine(AT + 3, "GERg".getBytes()));
    }

    @Test
    void interruptedPatchCountsWhereItsJumpStands() {
        for (Phase phase : List.of(Phase.STAGED, Phase.COMMITTING, Phase.REVERTING)) {
            InstalledPatch interrupted = patch(2, phase, "TOP");
            assertEquals(Optional.of(interrupted), read("TOPGER", longer, interrupted).top(AT));
            assertEquals(Optional.of(longer), read("LONGER", longer, interrupted).top(AT));
            assertFalse(read("", interrupted).has(interrupted));
        }
    }

    @Test
    void patchOfALibraryThatWasLoadedAgainDoesNotCount() {
        assertFalse(read("", top).has(top));
    }
}
