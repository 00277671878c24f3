// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.OptionalInt;
import java.util.function.IntPredicate;

/**
 * DT_HASH (gABI, "Hash Table"): nbucket, nchain, buckets, chains, all 32 bits wide. A few 64-bit
 * ABIs (Alpha, s390x) have 64-bit entries; those are not supported.
 */
final class SysvHashTable implements SymbolHashTable {
    private static final int HEADER_SIZE = 8;

    private final ElfBytes table;
    private final int bucketCount;
    private final int chainCount;

    /** {@code table} may reach beyond the hash table's end. */
    SysvHashTable(ElfBytes table) {
        this.table = table;
        ElfBytes.Fields header = table.fields(ElfClass.ELF32, 0);
        this.bucketCount = header.index();
        this.chainCount = header.index();
        table.check(HEADER_SIZE, 4L * bucketCount + 4L * chainCount, "a DT_HASH table");
    }

    static int hash(byte[] name) {
        int hash = 0;
        for (byte b : name) {
            hash = (hash << 4) + (b & 0xff);
            int high = hash & 0xf000_0000;
            hash = (hash ^ (high >>> 24)) & ~high;
        }
        return hash;
    }

    @Override
    public int symbolCount() {
        return chainCount;
    }

    @Override
    public OptionalInt find(byte[] name, IntPredicate takes) {
        if (bucketCount == 0) {
            return OptionalInt.empty();
        }
        int bucket = Integer.remainderUnsigned(hash(name), bucketCount);
        int index = table.s32(HEADER_SIZE + 4L * bucket);
        for (int steps = 0; index != 0; steps++) {
            if (index < 0 || index >= chainCount || steps >= chainCount) {
                throw table.malformed("DT_HASH chain leaves its table or has no end", 0);
            }
            if (takes.test(index)) {
                return OptionalInt.of(index);
            }
            index = table.s32(HEADER_SIZE + 4L * bucketCount + 4L * index);
        }
        return OptionalInt.empty();
    }
}
