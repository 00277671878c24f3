// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.vzpatch.CodeRange;

class StateRecordCodecTest {
    private static final byte[] METADATA = {9, 8, 7};

    private static StateRecord record(long number) {
        AppliedJump jump =
                new AppliedJump(
                        number,
                        new byte[] {1, 2},
                        new byte[] {3, 4},
                        number,
                        "f",
                        List.of(new CodeRange(number, 16)));
        return new StateRecord(
                number,
                number,
                number,
                number,
                number,
                List.of(jump),
                Instant.ofEpochSecond(1_800_000_000L),
                "/lib/libc.so.6");
    }

    private static byte[] part(byte[] all, int from, int length) {
        return Arrays.copyOfRange(all, from, from + length);
    }

    @Test
    void whatIsWrittenIsRead() {
        StateRecord record = record(0xffff_8000_1234_5678L);
        byte[] all = StateRecordCodec.encode(record, METADATA);
        StateHeader header = StateHeader.decode(part(all, 0, StateHeader.SIZE));
        assertEquals(Phase.STAGED, header.phase());
        assertEquals(all.length, header.totalLength());
        byte[] body = part(all, StateHeader.SIZE, header.bodyLength());
        assertEquals(record, StateRecordCodec.decode(body));
        byte[] metadata = part(all, StateHeader.SIZE + body.length, header.vzpatchLength());
        assertArrayEquals(METADATA, metadata);
        assertEquals(header.checksum(), StateRecordCodec.checksum(body, metadata));
    }

    @Test
    void phaseWordIsWhereTheHeaderHasIt() {
        byte[] all = StateRecordCodec.encode(record(1), METADATA);
        for (Phase phase : Phase.values()) {
            byte[] word = StateHeader.phaseWord(phase);
            System.arraycopy(word, 0, all, (int) StateHeader.phaseAddress(0), word.length);
            assertEquals(phase, StateHeader.decode(part(all, 0, StateHeader.SIZE)).phase());
        }
    }

    @Test
    void boundHoldsForTheLargestNumbers() {
        int bound = StateRecordCodec.longestEncoding(record(0), METADATA);
        assertTrue(StateRecordCodec.encode(record(-1), METADATA).length <= bound);
    }

    @Test
    void everyDamagedHeaderIsRefusedOrHarmless() {
        byte[] all = StateRecordCodec.encode(record(1), METADATA);
        byte[] header = part(all, 0, StateHeader.SIZE);
        for (int i = 0; i < 24; i++) {
            byte[] damaged = header.clone();
            damaged[i] ^= (byte) 0x80;
            try {
                assertTrue(StateHeader.decode(damaged).totalLength() >= 0);
            } catch (StateFormatException e) {
                assertTrue(e.getMessage().length() > 5);
            }
        }
        byte[] otherVersion = header.clone();
        otherVersion[8] = 2;
        assertThrows(StateFormatException.class, () -> StateHeader.decode(otherVersion));
    }

    @Test
    void damagedBodyLeadsToNothingElse() {
        byte[] all = StateRecordCodec.encode(record(77), METADATA);
        byte[] body = part(all, StateHeader.SIZE, all.length - StateHeader.SIZE - 3);
        for (int i = 0; i < body.length; i++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] damaged = body.clone();
                damaged[i] ^= (byte) (1 << bit);
                try {
                    StateRecordCodec.decode(damaged);
                } catch (StateFormatException e) {
                    assertTrue(e.getMessage().startsWith("damaged state record"));
                }
            }
        }
        assertThrows(StateFormatException.class, () -> StateRecordCodec.decode(part(body, 0, 8)));
    }
}
