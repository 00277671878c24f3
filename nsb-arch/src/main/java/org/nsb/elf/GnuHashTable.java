// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * DT_GNU_HASH: a header of four 32-bit words (number of buckets, index of the first symbol held,
 * size of the Bloom filter in words, its shift), the Bloom filter in words of the class's width,
 * the buckets (index of the first symbol of each, 0 if empty), and one hash value per held symbol.
 * Symbols of one bucket are neighbours; the lowest bit of a hash value marks a bucket's last one.
 */
final class GnuHashTable implements SymbolHashTable {
    private static final int HEADER_SIZE = 16;

    private final ElfBytes table;
    private final ElfClass elfClass;
    private final int bucketCount;
    private final int firstSymbol;
    private final int bloomSize;
    private final int bloomShift;
    private final long bucketsAt;
    private final long chainsAt;

    /** {@code table} may reach beyond the hash table's end. */
    GnuHashTable(ElfBytes table, ElfClass elfClass) {
        this.table = table;
        this.elfClass = elfClass;
        ElfBytes.Fields header = table.fields(elfClass, 0);
        this.bucketCount = header.index();
        this.firstSymbol = header.index();
        this.bloomSize = header.index();
        this.bloomShift = header.index();
        this.bucketsAt = HEADER_SIZE + (long) bloomSize * elfClass.pointerSize();
        this.chainsAt = bucketsAt + 4L * bucketCount;
        table.check(0, chainsAt, "a DT_GNU_HASH table");
    }

    static int hash(byte[] name) {
        int hash = 5381;
        for (byte b : name) {
            hash = hash * 33 + (b & 0xff);
        }
        return hash;
    }

    @Override
    public OptionalInt find(byte[] name, IntPredicate takes) {
        int hash = hash(name);
        if (bucketCount == 0 || !mayHold(hash)) {
            return OptionalInt.empty();
        }
        int bucket = Integer.remainderUnsigned(hash, bucketCount);
        int index = table.s32(bucketsAt + 4L * bucket);
        if (index == 0) {
            return OptionalInt.empty();
        }
        // The walk ends at the table's end at the latest: reading beyond it is refused.
        while (true) {
            int stored = table.s32(chainPosition(index));
            if ((stored | 1) == (hash | 1) && takes.test(index)) {
                return OptionalInt.of(index);
            }
            if ((stored & 1) != 0) {
                return OptionalInt.empty();
            }
            index++;
        }
    }

    private boolean mayHold(int hash) {
        if (bloomSize == 0) {
            return true;
        }
        int bits = 8 * elfClass.pointerSize();
        long word = Integer.toUnsignedLong(hash) / bits % bloomSize;
        long filter = table.word(elfClass, HEADER_SIZE + word * elfClass.pointerSize());
        int first = hash & (bits - 1);
        int second = (bloomShift < 32 ? hash >>> bloomShift : 0) & (bits - 1);
        return (filter >>> first & filter >>> second & 1) != 0;
    }

    /** One more than the highest symbol index that a bucket leads to. */
    @Override
    public int symbolCount() {
        int last = 0;
        for (int bucket = 0; bucket < bucketCount; bucket++) {
            last = Math.max(last, table.s32(bucketsAt + 4L * bucket));
        }
        if (last == 0) {
            return firstSymbol;
        }
        while ((table.s32(chainPosition(last)) & 1) == 0) {
            last++;
        }
        return last + 1;
    }

    private long chainPosition(int index) {
        if (index < firstSymbol) {
            throw table.malformed("DT_GNU_HASH bucket leads to symbol " + index, 0);
        }
        return chainsAt + 4L * (index - firstSymbol);
    }
}
