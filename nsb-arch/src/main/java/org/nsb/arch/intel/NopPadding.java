// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.intel;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * The bytes that assemblers and linkers put between functions.
 *
 * <p>That is {@code int3}, or the no-operation instructions that the SDM recommends (volume 2, NOP,
 * table "Recommended Multi-Byte Sequence of NOP Instruction"), which GNU as and LLVM lengthen by
 * further operand-size prefixes and one {@code cs} prefix, up to the fifteen bytes that an
 * instruction can have:
 *
 * <pre>
 *   cc                              int3
 *   90                              nop
 *   66 90                           xchg   %ax,%ax
 *   0f 1f 00                        nopl   (%rax)
 *   0f 1f 44 00 00                  nopl   0(%rax,%rax,1)
 *   66 2e 0f 1f 84 00 00 00 00 00   cs nopw 0(%rax,%rax,1)
 * </pre>
 *
 * <p>Everything else is code or data as far as we know, including {@code f3 90} (pause), {@code f3
 * 0f 1e fa} (endbr64), zeros, and an instruction that is cut off by the end of the bytes. These
 * instructions are the same in both modes; a mode that has further ones names them.
 */
public final class NopPadding {
    private static final int INT3 = 0xcc;
    private static final int NOP = 0x90;
    private static final int OPERAND_SIZE = 0x66;
    private static final int CS = 0x2e;
    private static final int TWO_BYTE_OPCODE = 0x0f;
    private static final int LONG_NOP = 0x1f;
    private static final int LONGEST_INSTRUCTION = 15;

    private final List<byte[]> further;

    /**
     * Padding of one mode.
     *
     * @param further instructions that are padding there, each complete
     */
    public NopPadding(byte[]... further) {
        this.further = Arrays.stream(further).map(byte[]::clone).toList();
    }

    /** Whether the bytes from position to limit are padding as a whole; true where none are. */
    public boolean covers(ByteBuffer bytes) {
        int at = bytes.position();
        while (at < bytes.limit()) {
            int length = Math.max(lengthAt(bytes, at), furtherAt(bytes, at));
            if (length == 0) {
                return false;
            }
            at += length;
        }
        return true;
    }

    private int furtherAt(ByteBuffer bytes, int at) {
        for (byte[] instruction : further) {
            int length = Math.min(instruction.length, bytes.limit() - at);
            if (bytes.slice(at, length).equals(ByteBuffer.wrap(instruction))) {
                return length;
            }
        }
        return 0;
    }

    /** Bytes of the padding instruction at {@code start}; 0 if there is none. */
    private static int lengthAt(ByteBuffer bytes, int start) {
        if (byteAt(bytes, start) == INT3) {
            return 1;
        }
        int at = start;
        while (byteAt(bytes, at) == OPERAND_SIZE) {
            at++;
        }
        if (byteAt(bytes, at) == NOP) {
            return complete(bytes, start, at + 1);
        }
        if (byteAt(bytes, at) == CS) {
            at++;
        }
        if (byteAt(bytes, at) == TWO_BYTE_OPCODE && byteAt(bytes, at + 1) == LONG_NOP) {
            return complete(bytes, start, endOfOperand(bytes, at + 2));
        }
        return 0;
    }

    /**
     * The end of the memory operand whose ModRM byte is at {@code at} (SDM volume 2, 2.1.3), or a
     * place behind all bytes if the operand is of no kind that assemblers use for padding.
     */
    private static int endOfOperand(ByteBuffer bytes, int at) {
        return switch (byteAt(bytes, at)) {
            case 0x00 -> at + 1; // (%rax)
            case 0x40 -> at + 2; // disp8(%rax)
            case 0x44 -> at + 3; // disp8(%rax,%rax,1)
            case 0x80 -> at + 5; // disp32(%rax)
            case 0x84 -> at + 6; // disp32(%rax,%rax,1)
            default -> Integer.MAX_VALUE;
        };
    }

    private static int complete(ByteBuffer bytes, int start, int end) {
        return end <= bytes.limit() && end - start <= LONGEST_INSTRUCTION ? end - start : 0;
    }

    /** A byte without sign; -1 behind the last. */
    private static int byteAt(ByteBuffer bytes, int at) {
        return at < bytes.limit() ? Byte.toUnsignedInt(bytes.get(at)) : -1;
    }
}
