// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.nsb.arch.FunctionJumps;
import org.nsb.arch.intel.LittleEndian;
import org.nsb.arch.intel.NopPadding;

/**
 * Jumps of 32-bit x86.
 *
 * <p>The direct jump is one byte of opcode and the distance, 32 bits, from the jump's end to the
 * destination. The program counter has 32 bits too and wraps around, so that the direct jump leads
 * from everywhere to everywhere, and the indirect one is never needed. It exists all the same,
 * because a user of the interface may prefer bytes that do not depend on their place. It changes no
 * register and needs no table:
 *
 * <pre>
 *   e9 rr rr rr rr                  jmp    to
 *
 *   68 aa aa aa aa                  push   $to
 *   c3                              ret
 * </pre>
 *
 * <p>A shadow stack would not let such a {@code ret} pass; Linux gives none to programs in 32-bit
 * mode ({@code Documentation/arch/x86/shstk.rst}).
 *
 * <p>With control-flow enforcement an indirect call must land on {@code endbr32} (SDM volume 1,
 * 17.3), which stays in front of the jump. {@code endbr64} does nothing in this mode.
 *
 * <p>Assemblers pad code for CPUs without the long no-operation instructions by moving {@code esi}
 * or {@code edi} to itself, in as many bytes as they like. They begin a very long row with a jump
 * to its end; that jump does not count as padding, because a real function could start like this.
 */
final class X86Jumps implements FunctionJumps {
    private static final int ENDBR32 = 0xfb1e0ff3; // f3 0f 1e fb, read little-endian
    private static final int ENDBR32_LENGTH = 4;
    private static final int DIRECT_LENGTH = 5;
    private static final int INDIRECT_LENGTH = 6;
    private static final byte JMP_REL32 = (byte) 0xe9;
    private static final byte PUSH_IMM32 = 0x68;
    private static final byte RET = (byte) 0xc3;

    private final NopPadding padding =
            new NopPadding(
                    instruction(0x89, 0xf6), // mov %esi,%esi
                    instruction(0x8d, 0x76, 0), // lea 0(%esi),%esi
                    instruction(0x8d, 0x74, 0x26, 0), // lea 0(%esi,%eiz,1),%esi
                    instruction(0x2e, 0x8d, 0x74, 0x26, 0), // the same with %cs:
                    instruction(0x8d, 0xb6, 0, 0, 0, 0), // lea 0(%esi),%esi
                    instruction(0x8d, 0xb4, 0x26, 0, 0, 0, 0), // lea 0(%esi,%eiz,1),%esi
                    instruction(0x2e, 0x8d, 0xb4, 0x26, 0, 0, 0, 0), // the same with %cs:
                    instruction(0x8d, 0xbf, 0, 0, 0, 0), // lea 0(%edi),%edi
                    instruction(0x8d, 0xbc, 0x27, 0, 0, 0, 0)); // lea 0(%edi,%eiz,1),%edi

    private static byte[] instruction(int... bytes) {
        byte[] instruction = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            instruction[i] = (byte) bytes[i];
        }
        return instruction;
    }

    @Override
    public int entryOffset(ByteBuffer code) {
        if (code.remaining() < ENDBR32_LENGTH) {
            return 0;
        }
        int first = LittleEndian.getInt(code, code.position());
        return first == ENDBR32 ? ENDBR32_LENGTH : 0;
    }

    @Override
    public int longestEntry() {
        return ENDBR32_LENGTH;
    }

    @Override
    public int directLength() {
        return DIRECT_LENGTH;
    }

    @Override
    public int indirectLength() {
        return INDIRECT_LENGTH;
    }

    /** {@inheritDoc} Only addresses that this mode does not have are out of reach. */
    @Override
    public Optional<byte[]> direct(long from, long to) {
        if (!Addresses.exists(from) || !Addresses.exists(to)) {
            return Optional.empty();
        }
        return Optional.of(
                ByteBuffer.allocate(DIRECT_LENGTH)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .put(JMP_REL32)
                        .putInt((int) (to - (from + DIRECT_LENGTH)))
                        .array());
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the address has more than 32 bits
     */
    @Override
    public byte[] indirect(long to) {
        return ByteBuffer.allocate(INDIRECT_LENGTH)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(PUSH_IMM32)
                .putInt(Addresses.checked(to))
                .put(RET)
                .array();
    }

    @Override
    public long reach() {
        return Long.MAX_VALUE;
    }

    @Override
    public boolean isPadding(ByteBuffer bytes) {
        return padding.covers(bytes);
    }
}
