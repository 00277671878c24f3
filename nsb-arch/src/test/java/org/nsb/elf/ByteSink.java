// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.io.ByteArrayOutputStream;

/** Collects little-endian fields. */
final class ByteSink {
    private final ElfClass elfClass;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ByteSink(ElfClass elfClass) {
        this.elfClass = elfClass;
    }

    ByteSink u8(int value) {
        out.write(value);
        return this;
    }

    ByteSink u16(int value) {
        return u8(value).u8(value >>> 8);
    }

    ByteSink u32(long value) {
        return u16((int) value).u16((int) (value >>> 16));
    }

    ByteSink u64(long value) {
        return u32(value).u32(value >>> 32);
    }

    /** As wide as an address of the class. */
    ByteSink word(long value) {
        return elfClass == ElfClass.ELF64 ? u64(value) : u32(value);
    }

    ByteSink bytes(byte[] bytes) {
        out.writeBytes(bytes);
        return this;
    }

    ByteSink padTo(long size) {
        while (out.size() < size) {
            u8(0);
        }
        return this;
    }

    int size() {
        return out.size();
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
