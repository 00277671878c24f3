// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.List;

/** Writes the compact form of relative relocations (DT_RELR). */
final class RelrTable {
    private RelrTable() {}

    /**
     * @param places ascending, multiples of the address width
     */
    static byte[] encode(ElfClass elfClass, List<Long> places) {
        int wordSize = elfClass.pointerSize();
        int reach = (8 * wordSize - 1) * wordSize;
        ByteSink sink = new ByteSink(elfClass);
        int i = 0;
        while (i < places.size()) {
            long base = places.get(i) + wordSize;
            sink.word(places.get(i++));
            while (i < places.size() && places.get(i) - base < reach) {
                long map = 1;
                for (; i < places.size() && places.get(i) - base < reach; i++) {
                    map |= 1L << ((places.get(i) - base) / wordSize + 1);
                }
                sink.word(map);
                base += reach;
            }
        }
        return sink.toBytes();
    }
}
