// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * A symbol table. Symbols are decoded when they are asked for and not kept, so that a table of
 * millions costs no heap; whoever looks up many names builds a map of what is needed.
 */
public final class SymbolTable implements Iterable<Symbol> {
    private final ElfClass elfClass;
    private final ElfBytes symbols;
    private final int size;
    private final ElfBytes strings;
    private final Optional<VersionTable> versions;
    private final Optional<ElfBytes> extendedIndexes;

    SymbolTable(
            ElfClass elfClass,
            ElfBytes symbols,
            ElfBytes strings,
            Optional<VersionTable> versions,
            Optional<ElfBytes> extendedIndexes) {
        this.elfClass = elfClass;
        this.symbols = symbols;
        this.size = (int) Math.min(Integer.MAX_VALUE, symbols.size() / elfClass.symbolSize());
        this.strings = strings;
        this.versions = versions;
        this.extendedIndexes = extendedIndexes;
    }

    /** The same table, or a shorter one that ends at {@code count}. */
    SymbolTable first(int count) {
        ElfBytes part = symbols.slice(0, (long) count * elfClass.symbolSize(), "symbol table");
        return new SymbolTable(elfClass, part, strings, versions, extendedIndexes);
    }

    /** Number of symbols, the empty one at index 0 included. */
    public int size() {
        return size;
    }

    /**
     * @throws ElfFormatException if there is no such index, or the symbol is damaged
     */
    public Symbol get(int index) {
        ElfBytes.Fields fields = symbols.fields(elfClass, position(index));
        boolean is64 = fields.is64();
        long name = fields.s32() & 0xffff_ffffL;
        long value32 = is64 ? 0 : fields.word();
        long size32 = is64 ? 0 : fields.word();
        int info = fields.u8();
        int other = fields.u8();
        int shndx = fields.u16();
        return new Symbol(
                index,
                strings.string(name),
                is64 ? fields.word() : value32,
                is64 ? fields.word() : size32,
                info & 0xf,
                info >> 4,
                other & 3,
                shndx,
                sectionIndex(index, shndx),
                versions.flatMap(table -> table.of(index)));
    }

    private int sectionIndex(int index, int shndx) {
        if (shndx < Symbol.SHN_LORESERVE) {
            return shndx;
        }
        if (shndx != Symbol.SHN_XINDEX) {
            return 0;
        }
        ElfBytes table =
                extendedIndexes.orElseThrow(
                        () ->
                                symbols.malformed(
                                        "SHN_XINDEX without SHT_SYMTAB_SHNDX section",
                                        position(index)));
        return table.fields(elfClass, 4L * index).index();
    }

    /** All symbols of this name, in table order. Reads the whole table, decodes only the hits. */
    public List<Symbol> find(String name) {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_8);
        List<Symbol> found = new ArrayList<>();
        for (int i = 1; i < size; i++) {
            if (hasName(i, wanted)) {
                found.add(get(i));
            }
        }
        return found;
    }

    boolean hasName(int index, byte[] name) {
        return strings.stringEquals(symbols.u32(position(index)), name);
    }

    private long position(int index) {
        if (index < 0 || index >= size) {
            throw symbols.malformed(
                    "symbol index " + index + " in a table of " + size, symbols.size());
        }
        return (long) index * elfClass.symbolSize();
    }

    @Override
    public Iterator<Symbol> iterator() {
        return new Iterator<>() {
            private int next;

            @Override
            public boolean hasNext() {
                return next < size;
            }

            @Override
            public Symbol next() {
                if (next >= size) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }

    public Stream<Symbol> stream() {
        return StreamSupport.stream(spliterator(), false);
    }
}
