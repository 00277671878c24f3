// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.nsb.patcher.AppliedPatch.Phase;

/**
 * The fixed first bytes of a control region; all numbers are little-endian.
 *
 * <pre>
 *  0  "NSBSTATE"
 *  8  u32 version of this layout
 * 12  u32 phase, the only word that ever changes
 * 16  u32 bytes of the body, which follows the header
 * 20  u32 bytes of the vzpatch metadata, which follows the body
 * 24  u32 CRC-32 of body and metadata
 * 28  zeros
 * </pre>
 *
 * @param phase how far the patch is
 * @param bodyLength bytes
 * @param vzpatchLength bytes
 * @param checksum CRC-32 of body and metadata, as in {@link java.util.zip.CRC32}
 */
public record StateHeader(Phase phase, int bodyLength, int vzpatchLength, int checksum) {
    /** Bytes of the header. */
    public static final int SIZE = 64;

    /** Greatest length in bytes of body and metadata each. */
    static final int LONGEST_PART = 32 << 20;

    private static final byte[] MAGIC = "NSBSTATE".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int PHASE_OFFSET = 12;

    /** Bytes of header, body and metadata. */
    public int totalLength() {
        return SIZE + bodyLength + vzpatchLength;
    }

    /** Address of the phase word of a control region. */
    public static long phaseAddress(long control) {
        return control + PHASE_OFFSET;
    }

    /** The phase word of a phase. */
    public static byte[] phaseWord(Phase phase) {
        return littleEndian(Integer.BYTES).putInt(phase.ordinal() + 1).array();
    }

    byte[] encode() {
        ByteBuffer bytes = littleEndian(SIZE);
        bytes.put(MAGIC).putInt(VERSION).put(phaseWord(phase));
        bytes.putInt(bodyLength).putInt(vzpatchLength).putInt(checksum);
        return bytes.array();
    }

    /**
     * Reads a header from {@link #SIZE} bytes.
     *
     * @throws StateFormatException if they are something else
     */
    static StateHeader decode(byte[] header) {
        ByteBuffer bytes = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[MAGIC.length];
        bytes.get(magic);
        if (!Arrays.equals(magic, MAGIC)) {
            throw new StateFormatException("no state record");
        }
        int version = bytes.getInt();
        if (version != VERSION) {
            throw new StateFormatException(
                    "state record of version " + version + "; this nsb knows only " + VERSION);
        }
        return new StateHeader(phase(bytes.getInt()), length(bytes), length(bytes), bytes.getInt());
    }

    private static Phase phase(int word) {
        Phase[] phases = Phase.values();
        if (word < 1 || word > phases.length) {
            throw new StateFormatException("unknown phase " + word);
        }
        return phases[word - 1];
    }

    private static int length(ByteBuffer bytes) {
        int length = bytes.getInt();
        if (length < 0 || length > LONGEST_PART) {
            throw new StateFormatException("state record with a part of " + length + " bytes");
        }
        return length;
    }

    private static ByteBuffer littleEndian(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
