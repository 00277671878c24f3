// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.nio.ByteBuffer;
import org.nsb.arch.RelocationRule;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.elf.ElfFile;
import org.nsb.elf.ElfFormatException;
import org.nsb.elf.Relocation;
import org.nsb.elf.UnreadableMemoryException;

/**
 * Addends of a linked file's relocations, wherever its CPU keeps them: in the relocation (RELA), or
 * in the field that it changes (REL, RELR).
 */
final class Addends {
    private final ElfFile elf;

    Addends(ElfFile elf) {
        this.elf = elf;
    }

    /** The addend, with its sign. A slot has none: what it holds is for lazy binding. */
    long of(Relocation relocation, RelocationRule rule) {
        if (relocation.explicitAddend() || rule.formula() == Formula.SLOT) {
            return relocation.addend();
        }
        return field(relocation.offset(), rule.width());
    }

    /**
     * What a field holds in the file, with its sign.
     *
     * @param place link-time address
     * @param width bytes: 1, 2, 4, 8, or 0 for nothing
     * @throws ElfFormatException if there is no such place in the file
     */
    long field(long place, int width) {
        ByteBuffer field = read(place, width);
        return switch (width) {
            case 1 -> field.get();
            case 2 -> field.getShort();
            case 4 -> field.getInt();
            case 8 -> field.getLong();
            default -> 0;
        };
    }

    private ByteBuffer read(long place, int width) {
        try {
            return elf.memory().read(place, width);
        } catch (UnreadableMemoryException e) {
            throw new ElfFormatException(
                    elf.name(),
                    ElfFormatException.Reason.MALFORMED,
                    "a relocation of a place in no segment",
                    place);
        }
    }
}
