// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bounds-checked little-endian bytes: a part of a file, or of memory. Offsets count from the part's
 * own start. Everything that lies outside ends in {@link ElfFormatException}.
 */
abstract class ElfBytes {
    /** Longer names are taken for damage: they bound the time spent on a string without an end. */
    private static final int LONGEST_STRING = 1 << 20;

    /** Length in bytes; what {@link #check} measures against. */
    abstract long size();

    abstract int u8(long offset);

    abstract int u16(long offset);

    abstract int s32(long offset);

    abstract long s64(long offset);

    /** An exception that names this part's file and the place of {@code offset} in it. */
    abstract ElfFormatException fail(ElfFormatException.Reason reason, String what, long offset);

    /** The bytes from {@code offset} on. {@code what} names them should they not exist. */
    abstract ElfBytes slice(long offset, long length, String what);

    final long u32(long offset) {
        return s32(offset) & 0xffff_ffffL;
    }

    /** An address, offset or size as wide as the class has them. */
    final long word(ElfClass elfClass, long offset) {
        return elfClass == ElfClass.ELF64 ? s64(offset) : u32(offset);
    }

    /** The sequential fields of a record of {@code elfClass} that begins at {@code offset}. */
    final Fields fields(ElfClass elfClass, long offset) {
        return new Fields(this, elfClass, offset);
    }

    final ElfFormatException malformed(String what, long offset) {
        return fail(ElfFormatException.Reason.MALFORMED, what, offset);
    }

    /** A string of a string table: bytes up to a NUL, taken as UTF-8. */
    final String string(long offset) {
        return string(offset, LONGEST_STRING);
    }

    /** Like {@link #string(long)}; refused if longer than {@code longest} bytes. */
    final String string(long offset, int longest) {
        byte[] bytes = new byte[32];
        int length = 0;
        for (int b = u8(offset); b != 0; b = u8(offset + length)) {
            if (length == longest) {
                throw malformed("string of more than " + longest + " bytes", offset);
            }
            if (length == bytes.length) {
                bytes = Arrays.copyOf(bytes, 2 * length);
            }
            bytes[length++] = (byte) b;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** Whether the string at {@code offset} is {@code expected}, without decoding it. */
    final boolean stringEquals(long offset, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (u8(offset + i) != (expected[i] & 0xff)) {
                return false;
            }
        }
        return u8(offset + expected.length) == 0;
    }

    final void check(long offset, long length, String what) {
        if (offset < 0 || length < 0 || offset > size() || length > size() - offset) {
            throw fail(ElfFormatException.Reason.TRUNCATED, what + " lies beyond the end", offset);
        }
    }

    /** Reads the fields of one record, one after the other, so that both classes share the code. */
    static final class Fields {
        private final ElfBytes bytes;
        private final ElfClass elfClass;
        private long position;

        private Fields(ElfBytes bytes, ElfClass elfClass, long position) {
            this.bytes = bytes;
            this.elfClass = elfClass;
            this.position = position;
        }

        boolean is64() {
            return elfClass == ElfClass.ELF64;
        }

        int u8() {
            return bytes.u8(position++);
        }

        int u16() {
            position += 2;
            return bytes.u16(position - 2);
        }

        int s32() {
            position += 4;
            return bytes.s32(position - 4);
        }

        /** An unsigned 32-bit field that counts or indexes; refused above 2^31 - 1. */
        int index() {
            int value = s32();
            if (value < 0) {
                throw bytes.malformed("index " + Integer.toUnsignedString(value), position - 4);
            }
            return value;
        }

        long word() {
            position += elfClass.pointerSize();
            return bytes.word(elfClass, position - elfClass.pointerSize());
        }

        /** Like {@link #word}, but sign-extended. */
        long signedWord() {
            return is64() ? word() : s32();
        }
    }
}
