// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.OptionalInt;
import java.util.function.IntPredicate;

/** One of the two hash tables over dynamic symbol names. */
sealed interface SymbolHashTable permits GnuHashTable, SysvHashTable {
    /**
     * Offers the symbols whose names may be {@code name}, in the dynamic linker's order, until one
     * is taken.
     *
     * @param takes is called with symbol indexes and has to compare the name itself
     * @return the index of the symbol taken
     */
    OptionalInt find(byte[] name, IntPredicate takes);

    /**
     * Number of symbols as far as the table knows: exact for {@link SysvHashTable}; {@link
     * GnuHashTable} does not count trailing symbols that it does not hold.
     */
    int symbolCount();
}
