// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Values of DWARF (version 5, section 7) and of {@code .eh_frame} (Linux Standard Base Core, 10.5),
 * read one after the other. Reading beyond the end throws {@link FrameInfoException}.
 */
final class DwarfBytes {
    private static final int FORMAT = 0x0f;
    private static final int APPLICATION = 0x70;
    private static final int PC_RELATIVE = 0x10;
    private static final int INDIRECT = 0x80;

    private final ByteBuffer bytes;
    private final long address;
    private final int pointerSize;

    /**
     * @param bytes from their position to their limit
     * @param address in the target of the buffer's first byte
     * @param pointerSize bytes of an address
     */
    DwarfBytes(ByteBuffer bytes, long address, int pointerSize) {
        this.bytes = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
        this.address = address;
        this.pointerSize = pointerSize;
    }

    boolean hasMore() {
        return bytes.hasRemaining();
    }

    int position() {
        return bytes.position();
    }

    void skip(long count) {
        check(count);
        bytes.position(bytes.position() + (int) count);
    }

    int u8() {
        return (int) unsigned(1);
    }

    /** The little-endian number of so many bytes: 1, 2, 4 or 8. */
    long unsigned(int size) {
        check(size);
        return switch (size) {
            case 1 -> bytes.get() & 0xff;
            case 2 -> bytes.getShort() & 0xffff;
            case 4 -> bytes.getInt() & 0xffff_ffffL;
            case 8 -> bytes.getLong();
            default -> throw new FrameInfoException("a number of " + size + " bytes");
        };
    }

    long signed(int size) {
        int shift = Long.SIZE - Byte.SIZE * size;
        return unsigned(size) << shift >> shift;
    }

    long uleb() {
        return leb(false);
    }

    long sleb() {
        return leb(true);
    }

    private long leb(boolean signed) {
        long value = 0;
        int shift = 0;
        int next;
        do {
            if (shift >= Long.SIZE) {
                throw new FrameInfoException("a number of more than 64 bits");
            }
            next = u8();
            value |= (long) (next & 0x7f) << shift;
            shift += 7;
        } while ((next & 0x80) != 0);
        boolean negative = signed && (next & 0x40) != 0 && shift < Long.SIZE;
        return negative ? value | -1L << shift : value;
    }

    /** The number of a register, which has to be a small one. */
    int register() {
        long number = uleb();
        if (number < 0 || number > 0xffff) {
            throw new FrameInfoException("register " + number);
        }
        return (int) number;
    }

    /** A block with its length in front. */
    byte[] block() {
        long length = uleb();
        check(length);
        byte[] block = new byte[(int) length];
        bytes.get(block);
        return block;
    }

    /** All that is left. */
    byte[] rest() {
        byte[] rest = new byte[bytes.remaining()];
        bytes.get(rest);
        return rest;
    }

    /** A string up to its NUL. */
    String string() {
        StringBuilder text = new StringBuilder();
        for (int next = u8(); next != 0; next = u8()) {
            text.append((char) next);
        }
        return text.toString();
    }

    /** A pointer, absolute or relative to its own place. */
    long pointer(int encoding) {
        long place = address + bytes.position();
        long value = pointerOffset(encoding);
        int application = encoding & (APPLICATION | INDIRECT);
        if (application != 0 && application != PC_RELATIVE) {
            throw new FrameInfoException("pointer encoding " + encoding);
        }
        return application == PC_RELATIVE ? place + value : value;
    }

    /** A pointer as it stands there, whatever it is relative to. */
    long pointerOffset(int encoding) {
        return switch (encoding & FORMAT) {
            case 0x00 -> unsigned(pointerSize);
            case 0x01 -> uleb();
            case 0x02 -> unsigned(2);
            case 0x03 -> unsigned(4);
            case 0x04, 0x0c -> unsigned(8);
            case 0x09 -> sleb();
            case 0x0a -> signed(2);
            case 0x0b -> signed(4);
            default -> throw new FrameInfoException("pointer encoding " + encoding);
        };
    }

    private void check(long count) {
        if (count < 0 || count > bytes.remaining()) {
            throw new FrameInfoException("call frame information ends too early");
        }
    }
}
