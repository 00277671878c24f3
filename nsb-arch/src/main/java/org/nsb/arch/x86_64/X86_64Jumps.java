// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.nsb.arch.FunctionJumps;
import org.nsb.arch.intel.LittleEndian;
import org.nsb.arch.intel.NopPadding;

/**
 * Jumps of 64-bit x86.
 *
 * <p>The direct jump is one byte of opcode and the distance, 32 bits with sign, from the jump's end
 * to the destination. The indirect jump loads its destination from the eight bytes behind itself,
 * so that it changes no register and needs no table:
 *
 * <pre>
 *   e9 rr rr rr rr                  jmp    to
 *
 *   ff 25 00 00 00 00               jmp    *0(%rip)
 *   aa aa aa aa aa aa aa aa         .quad  to
 * </pre>
 *
 * <p>With control-flow enforcement an indirect call must land on {@code endbr64} (SDM volume 1,
 * 17.3). It stays in front of the jump. The replacement is reached by the direct jump, which needs
 * no landing pad; the indirect one does, and gcc places one there under the same option that placed
 * it in the old function.
 */
final class X86_64Jumps implements FunctionJumps {
    private static final int ENDBR64 = 0xfa1e0ff3; // f3 0f 1e fa, read little-endian
    private static final int ENDBR64_LENGTH = 4;
    private static final int DIRECT_LENGTH = 5;
    private static final int INDIRECT_LENGTH = 14;
    private static final byte JMP_REL32 = (byte) 0xe9;
    private static final byte[] JMP_RIP_0 = {(byte) 0xff, 0x25, 0x00, 0x00, 0x00, 0x00};

    private final NopPadding padding = new NopPadding();

    @Override
    public int entryOffset(ByteBuffer code) {
        if (code.remaining() < ENDBR64_LENGTH) {
            return 0;
        }
        int first = LittleEndian.getInt(code, code.position());
        return first == ENDBR64 ? ENDBR64_LENGTH : 0;
    }

    @Override
    public int longestEntry() {
        return ENDBR64_LENGTH;
    }

    @Override
    public int directLength() {
        return DIRECT_LENGTH;
    }

    @Override
    public int indirectLength() {
        return INDIRECT_LENGTH;
    }

    @Override
    public Optional<byte[]> direct(long from, long to) {
        long distance = to - (from + DIRECT_LENGTH);
        if (distance != (int) distance) {
            return Optional.empty();
        }
        return Optional.of(
                ByteBuffer.allocate(DIRECT_LENGTH)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(JMP_REL32)
                        .putInt((int) distance)
                        .array());
    }

    @Override
    public byte[] indirect(long to) {
        return ByteBuffer.allocate(INDIRECT_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(JMP_RIP_0)
                .putLong(to)
                .array();
    }

    /** {@code 2^31 - 1}; one byte more backwards, which a port need not tell. */
    @Override
    public long reach() {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean isPadding(ByteBuffer bytes) {
        return padding.covers(bytes);
    }
}
