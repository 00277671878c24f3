// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@link ElfBytes} of a buffer that begins at some offset (or address) of something named. */
final class BufferBytes extends ElfBytes {
    private final String name;
    private final ByteBuffer buffer;
    private final long base;

    BufferBytes(String name, ByteBuffer buffer, long base) {
        this.name = name;
        this.buffer = buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
        this.base = base;
    }

    /** A read-only view that has a position of its own. */
    ByteBuffer readOnly() {
        return buffer.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    long size() {
        return buffer.limit();
    }

    @Override
    int u8(long offset) {
        check(offset, 1, "a byte");
        return buffer.get((int) offset) & 0xff;
    }

    @Override
    int u16(long offset) {
        check(offset, 2, "a 16-bit field");
        return buffer.getShort((int) offset) & 0xffff;
    }

    @Override
    int s32(long offset) {
        check(offset, 4, "a 32-bit field");
        return buffer.getInt((int) offset);
    }

    @Override
    long s64(long offset) {
        check(offset, 8, "a 64-bit field");
        return buffer.getLong((int) offset);
    }

    @Override
    ElfFormatException fail(ElfFormatException.Reason reason, String what, long offset) {
        return new ElfFormatException(name, reason, what, base + offset);
    }

    @Override
    BufferBytes slice(long offset, long length, String what) {
        check(offset, length, what);
        return new BufferBytes(name, buffer.slice((int) offset, (int) length), base + offset);
    }
}
