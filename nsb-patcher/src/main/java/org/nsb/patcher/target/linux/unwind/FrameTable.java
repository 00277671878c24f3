// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.util.Arrays;
import org.nsb.elf.ElfClass;
import org.nsb.elf.UnreadableMemoryException;

/**
 * Finds the rules for program counters in the tables that the modules have mapped, and remembers
 * them: the second question about the same code neither reads nor allocates anything.
 */
final class FrameTable {
    private static final int CAPACITY = 1 << 12;
    private static final int PAIR = 8;

    private final Modules modules;
    private final ElfClass elfClass;
    private final int columns;
    private final long[] keys = new long[CAPACITY];
    private final FrameRules[] rules = new FrameRules[CAPACITY];
    private int count;

    FrameTable(Modules modules, ElfClass elfClass, int columns) {
        this.modules = modules;
        this.elfClass = elfClass;
        this.columns = columns;
    }

    /** Forgets everything, because modules have been loaded or unloaded. */
    void clear() {
        Arrays.fill(rules, null);
        count = 0;
    }

    /** The rules for a program counter; null if there are none that are understood. */
    FrameRules at(long pc) {
        int slot = slot(pc);
        if (rules[slot] != null) {
            return rules[slot];
        }
        FrameRules found = find(pc);
        if (found == null) {
            return null;
        }
        if (count > CAPACITY / 2) {
            clear();
            slot = slot(pc);
        }
        keys[slot] = pc;
        rules[slot] = found;
        count++;
        return found;
    }

    /** Where the rules for a program counter are, or have their place. */
    private int slot(long pc) {
        int slot = Long.hashCode(pc * 0x9e3779b97f4a7c15L) & CAPACITY - 1;
        while (rules[slot] != null && keys[slot] != pc) {
            slot = slot + 1 & CAPACITY - 1;
        }
        return slot;
    }

    private FrameRules find(long pc) {
        UnwindTable table = modules.tableFor(pc);
        long entry = table == null ? 0 : entry(table, pc);
        if (entry == 0) {
            return null;
        }
        try {
            FrameDescription description = FrameDescription.read(modules::bytes, elfClass, entry);
            return description.covers(pc) ? FrameProgram.rulesAt(description, columns, pc) : null;
        } catch (FrameInfoException | UnreadableMemoryException e) {
            // Code whose rules are not understood is code without rules: the walk ends there.
            return null;
        }
    }

    /** Address of the last entry that begins at or below {@code pc}; 0 if there is none. */
    private long entry(UnwindTable table, long pc) {
        long low = 0;
        long high = table.pairs();
        while (low < high) {
            long middle = (low + high) >>> 1;
            if (!modules.load(table.table() + PAIR * middle, Integer.BYTES)) {
                return 0;
            }
            if (Long.compareUnsigned(absolute(table), pc) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        long field = table.table() + PAIR * (low - 1) + Integer.BYTES;
        return low == 0 || !modules.load(field, Integer.BYTES) ? 0 : absolute(table);
    }

    /** The offset that was loaded last, as an address. */
    private long absolute(UnwindTable table) {
        return elfClass.truncate(table.base() + (int) modules.word());
    }
}
