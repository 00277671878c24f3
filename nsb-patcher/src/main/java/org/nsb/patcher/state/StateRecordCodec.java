// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.zip.CRC32;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.vzpatch.CodeRange;
import org.nsb.vzpatch.proto.StateBody;
import org.nsb.vzpatch.proto.StateRange;

/** Translates between {@link StateRecord} and the bytes of a control region. */
public final class StateRecordCodec {
    private static final int LONGEST_JUMP = 64;

    private StateRecordCodec() {}

    /** Header (in phase {@link Phase#STAGED}), body and metadata, ready to be written. */
    public static byte[] encode(StateRecord record, byte[] vzpatch) {
        byte[] body = body(record).toByteArray();
        StateHeader header =
                new StateHeader(Phase.STAGED, body.length, vzpatch.length, checksum(body, vzpatch));
        byte[] all = new byte[header.totalLength()];
        System.arraycopy(header.encode(), 0, all, 0, StateHeader.SIZE);
        System.arraycopy(body, 0, all, StateHeader.SIZE, body.length);
        System.arraycopy(vzpatch, 0, all, StateHeader.SIZE + body.length, vzpatch.length);
        return all;
    }

    /**
     * An upper bound, in bytes, of what {@link #encode} gives for records that differ only in
     * numbers.
     */
    public static int longestEncoding(StateRecord record, byte[] vzpatch) {
        // a varint takes up to 10 bytes; there are 6 numbers, and 2 per jump and per range
        int ranges = record.jumps().stream().mapToInt(j -> j.ranges().size()).sum();
        int numbers = 6 + 2 * record.jumps().size() + 2 * ranges;
        return encode(record, vzpatch).length + 10 * numbers;
    }

    /**
     * Reads the body of a record.
     *
     * @param body the bytes between header and metadata
     * @throws StateFormatException if it is damaged
     */
    static StateRecord decode(byte[] body) {
        try {
            return record(StateBody.parseFrom(body));
        } catch (InvalidProtocolBufferException | IllegalArgumentException | DateTimeException e) {
            throw new StateFormatException("damaged state record: " + e.getMessage(), e);
        }
    }

    static int checksum(byte[] body, byte[] vzpatch) {
        CRC32 crc = new CRC32();
        crc.update(body);
        crc.update(vzpatch);
        return (int) crc.getValue();
    }

    private static StateBody body(StateRecord record) {
        StateBody.Builder body =
                StateBody.newBuilder()
                        .setSequence(record.sequence())
                        .setImageAddress(record.imageAddress())
                        .setImageSize(record.imageSize())
                        .setPatchBias(record.patchBias())
                        .setTargetBias(record.targetBias())
                        .setStagedAt(record.stagedAt().getEpochSecond())
                        .setTargetPath(record.targetPath());
        record.jumps().forEach(jump -> body.addJumps(jump(jump)));
        return body.build();
    }

    private static org.nsb.vzpatch.proto.AppliedJump jump(AppliedJump jump) {
        var message =
                org.nsb.vzpatch.proto.AppliedJump.newBuilder()
                        .setAddress(jump.address())
                        .setPristine(ByteString.copyFrom(jump.pristine()))
                        .setJump(ByteString.copyFrom(jump.jump()))
                        .setFunction(jump.function())
                        .setName(jump.name());
        for (CodeRange range : jump.ranges()) {
            message.addRanges(
                    StateRange.newBuilder().setAddress(range.address()).setSize(range.size()));
        }
        return message.build();
    }

    private static StateRecord record(StateBody body) {
        return new StateRecord(
                body.getSequence(),
                body.getImageAddress(),
                body.getImageSize(),
                body.getPatchBias(),
                body.getTargetBias(),
                body.getJumpsList().stream().map(StateRecordCodec::jump).toList(),
                Instant.ofEpochSecond(body.getStagedAt()),
                body.getTargetPath());
    }

    private static AppliedJump jump(org.nsb.vzpatch.proto.AppliedJump jump) {
        if (jump.getJump().size() > LONGEST_JUMP) {
            throw new IllegalArgumentException("a jump of " + jump.getJump().size() + " bytes");
        }
        List<CodeRange> ranges =
                jump.getRangesList().stream()
                        .map(r -> new CodeRange(r.getAddress(), r.getSize()))
                        .toList();
        return new AppliedJump(
                jump.getAddress(),
                jump.getPristine().toByteArray(),
                jump.getJump().toByteArray(),
                jump.getFunction(),
                jump.getName(),
                ranges);
    }
}
