// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.function.Supplier;

/** A section while {@link ElfBuilder} lays it out. */
final class TestSection {
    final String name;
    final int type;
    final long flags;
    final int alignment;
    final Supplier<byte[]> content;
    String link = "";
    Supplier<Integer> info = () -> 0;
    int entrySize;

    int index;
    long offset;
    long address;
    long size;

    TestSection(String name, int type, long flags, int alignment, Supplier<byte[]> content) {
        this.name = name;
        this.type = type;
        this.flags = flags;
        this.alignment = alignment;
        this.content = content;
    }

    TestSection table(String linkedSection, int sizeOfEntry) {
        this.link = linkedSection;
        this.entrySize = sizeOfEntry;
        return this;
    }

    TestSection info(Supplier<Integer> supplier) {
        this.info = supplier;
        return this;
    }

    boolean isAllocated() {
        return (flags & Section.SHF_ALLOC) != 0;
    }

    boolean hasFileBytes() {
        return type != Section.SHT_NOBITS;
    }

    /** Which PT_LOAD it belongs to: 0 read-only, 1 executable, 2 writable; 3 is not loaded. */
    int rank() {
        if (!isAllocated()) {
            return 3;
        }
        if ((flags & Section.SHF_WRITE) != 0) {
            return 2;
        }
        return (flags & Section.SHF_EXECINSTR) != 0 ? 1 : 0;
    }

    /** Within its PT_LOAD, what has no bytes in the file comes last. */
    int order() {
        return 2 * rank() + (hasFileBytes() ? 0 : 1);
    }
}
