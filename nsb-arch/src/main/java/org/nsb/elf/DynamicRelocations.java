// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.nsb.elf.ElfFormatException.Reason;

/** The relocations that the dynamic linker applies to a module. Places are link-time addresses. */
public final class DynamicRelocations {
    /** More than any real module has: keeps damaged input from filling the heap. */
    private static final long MOST_ENTRIES = 1 << 24;

    private final DynamicSection dynamic;
    private final ElfClass elfClass;

    DynamicRelocations(DynamicSection dynamic) {
        this.dynamic = dynamic;
        this.elfClass = dynamic.image().header().elfClass();
    }

    /** Those of DT_RELA and DT_REL, in order, without those that also belong to {@link #plt}. */
    public List<Relocation> general() {
        List<Relocation> all = new ArrayList<>();
        checkEntrySize(DynamicTag.DT_RELAENT, elfClass.relaSize());
        checkEntrySize(DynamicTag.DT_RELENT, elfClass.relSize());
        addTable(all, DynamicTag.DT_RELA, DynamicTag.DT_RELASZ, true);
        addTable(all, DynamicTag.DT_REL, DynamicTag.DT_RELSZ, false);
        return List.copyOf(all);
    }

    /** Those of DT_JMPREL: slots of imported functions, which may be bound lazily. */
    public List<Relocation> plt() {
        List<Relocation> all = new ArrayList<>();
        boolean rela = dynamic.value(DynamicTag.DT_PLTREL).orElse(0) == DynamicTag.DT_RELA;
        addTable(all, DynamicTag.DT_JMPREL, DynamicTag.DT_PLTRELSZ, rela);
        return List.copyOf(all);
    }

    /**
     * DT_RELR, decoded: link-time addresses of the words to which the load bias is added; that is
     * the only kind of relocation that this compact form has.
     */
    public long[] relativePlaces() {
        long size = dynamic.value(DynamicTag.DT_RELRSZ).orElse(0);
        return dynamic.table(DynamicTag.DT_RELR, size, "the DT_RELR table")
                .map(this::decodeRelr)
                .orElseGet(() -> new long[0]);
    }

    /**
     * The highest symbol index that {@link #general} and {@link #plt} use; -1 if there are none.
     */
    int highestSymbolIndex() {
        int highest = -1;
        for (List<Relocation> table : List.of(general(), plt())) {
            for (Relocation relocation : table) {
                highest = Math.max(highest, relocation.symbolIndex());
            }
        }
        return highest;
    }

    private void addTable(List<Relocation> to, long tag, long sizeTag, boolean rela) {
        long size = dynamic.value(sizeTag).orElse(0);
        int entrySize = rela ? elfClass.relaSize() : elfClass.relSize();
        dynamic.table(tag, size, "a relocation table")
                .ifPresent(
                        bytes -> {
                            long base = dynamic.address(tag).getAsLong();
                            checkCount(bytes, size / entrySize);
                            for (long at = 0; at + entrySize <= size; at += entrySize) {
                                if (tag == DynamicTag.DT_JMPREL || !isPlt(base + at)) {
                                    to.add(Relocation.read(bytes, elfClass, at, rela));
                                }
                            }
                        });
    }

    /** Some linkers let DT_RELASZ cover the DT_JMPREL table that follows. */
    private boolean isPlt(long entryAddress) {
        OptionalLong start = dynamic.address(DynamicTag.DT_JMPREL);
        long size = dynamic.value(DynamicTag.DT_PLTRELSZ).orElse(0);
        return start.isPresent()
                && Long.compareUnsigned(entryAddress - start.getAsLong(), size) < 0;
    }

    /**
     * An even entry is a place; an odd one is a bit map of the words that follow the last place or
     * the last map.
     */
    private long[] decodeRelr(ElfBytes bytes) {
        int wordSize = elfClass.pointerSize();
        checkCount(bytes, bytes.size() / wordSize);
        LongList places = new LongList();
        long next = 0;
        for (long at = 0; at + wordSize <= bytes.size(); at += wordSize) {
            long entry = bytes.word(elfClass, at);
            if ((entry & 1) == 0) {
                places.add(entry);
                next = entry + wordSize;
                continue;
            }
            for (int bit = 1; bit < 8 * wordSize; bit++) {
                if ((entry >>> bit & 1) != 0) {
                    places.add(elfClass.truncate(next + (long) (bit - 1) * wordSize));
                }
            }
            next += (long) (8 * wordSize - 1) * wordSize;
            checkCount(bytes, places.size);
        }
        return places.toArray();
    }

    private void checkEntrySize(long tag, int expected) {
        long stated = dynamic.value(tag).orElse(expected);
        if (stated != expected) {
            String what = "relocation entries of " + stated + " bytes";
            throw dynamic.image().moduleMemory().fail(Reason.MALFORMED, what, stated);
        }
    }

    private static void checkCount(ElfBytes bytes, long count) {
        if (count > MOST_ENTRIES) {
            throw bytes.malformed("relocation table with " + count + " entries", 0);
        }
    }

    private static final class LongList {
        private long[] values = new long[64];
        private int size;

        void add(long value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }

        long[] toArray() {
            return Arrays.copyOf(values, size);
        }
    }
}
