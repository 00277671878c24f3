// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.link;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalInt;
import org.nsb.elf.DynamicTag;
import org.nsb.elf.ElfFile;
import org.nsb.elf.Segment;

/**
 * Marks a shared object so that {@code dlopen} refuses it: DF_1_NOOPEN in DT_FLAGS_1 (Solaris
 * Linker and Libraries Guide; glibc honours it). Loaded that way, its references would not be
 * bound.
 *
 * <p>An existing DT_FLAGS_1 gets the flag; else a spare DT_NULL entry at the end of the dynamic
 * section becomes one. Without a spare entry the file stays as it is.
 */
final class LoadingBan {
    private static final long DF_1_NOOPEN = 0x40;

    private final ElfFile elf;
    private final byte[] bytes;
    private final ByteBuffer content;
    private final boolean wide;

    /**
     * @param name for messages
     * @param bytes of the whole file; not changed
     */
    LoadingBan(String name, byte[] bytes) {
        this.bytes = bytes.clone();
        this.content = ByteBuffer.wrap(this.bytes).order(ByteOrder.LITTLE_ENDIAN);
        this.elf = ElfFile.read(name, ByteBuffer.wrap(this.bytes));
        this.wide = elf.header().elfClass().pointerSize() == Long.BYTES;
    }

    /** The bytes of the marked file. */
    byte[] apply() {
        Optional<Segment> dynamic =
                elf.segments().stream().filter(s -> s.type() == Segment.PT_DYNAMIC).findFirst();
        dynamic.ifPresent(this::mark);
        return bytes;
    }

    private void mark(Segment dynamic) {
        int entrySize = 2 * elf.header().elfClass().pointerSize();
        long end = Math.min(dynamic.offset() + dynamic.fileSize(), bytes.length);
        OptionalInt spare = OptionalInt.empty();
        for (long at = dynamic.offset(); at >= 0 && at + entrySize <= end; at += entrySize) {
            long tag = word((int) at);
            if (tag == DynamicTag.DT_FLAGS_1) {
                int value = (int) at + entrySize / 2;
                put(value, word(value) | DF_1_NOOPEN);
                return;
            }
            if (tag == DynamicTag.DT_NULL) {
                boolean another = at + 2L * entrySize <= end && word((int) at + entrySize) == 0;
                spare = another ? OptionalInt.of((int) at) : OptionalInt.empty();
                break;
            }
        }
        if (spare.isPresent()) {
            put(spare.getAsInt(), DynamicTag.DT_FLAGS_1);
            put(spare.getAsInt() + entrySize / 2, DF_1_NOOPEN);
        }
    }

    private long word(int at) {
        return wide ? content.getLong(at) : content.getInt(at);
    }

    private void put(int at, long value) {
        if (wide) {
            content.putLong(at, value);
        } else {
            content.putInt(at, (int) value);
        }
    }
}
