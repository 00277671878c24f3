// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The dynamic section of an {@link ElfImage}: what the dynamic linker knows of a module, with no
 * need of section headers. Not thread-safe: tables are read and kept when they are needed.
 *
 * <p>Entries whose value is an address hold the link-time address in a file. In a live process the
 * dynamic linker has replaced some of them by run-time addresses, others not (glibc leaves
 * DT_VERDEF, DT_VERNEED and DT_RELR alone, and everything of the vdso). {@link #address} takes
 * both: see {@link ElfImage#runTimeAddress}.
 */
public final class DynamicSection {
    private static final long MOST_ENTRIES = 1 << 16;

    private final ElfImage image;
    private final List<Entry> entries;
    private DynamicSymbols symbols;

    /** An entry (Elf*_Dyn): tag is one of {@link DynamicTag}. */
    public record Entry(long tag, long value) {}

    private DynamicSection(ElfImage image, List<Entry> entries) {
        this.image = image;
        this.entries = entries;
    }

    /** Reads the entries up to DT_NULL or the end. */
    static DynamicSection read(ElfImage image, ElfBytes bytes) {
        ElfClass elfClass = image.header().elfClass();
        long count = bytes.size() / elfClass.dynamicEntrySize();
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            ElfBytes.Fields fields = bytes.fields(elfClass, i * elfClass.dynamicEntrySize());
            Entry entry = new Entry(fields.signedWord(), fields.word());
            if (entry.tag() == DynamicTag.DT_NULL) {
                break;
            }
            if (i == MOST_ENTRIES) {
                throw bytes.malformed("more than " + MOST_ENTRIES + " dynamic entries", 0);
            }
            entries.add(entry);
        }
        return new DynamicSection(image, List.copyOf(entries));
    }

    ElfImage image() {
        return image;
    }

    /** In their order, without the final DT_NULL. */
    public List<Entry> entries() {
        return entries;
    }

    /** The value, as it is, of the last entry with this tag, which is the one that counts. */
    public OptionalLong value(long tag) {
        OptionalLong value = OptionalLong.empty();
        for (Entry entry : entries) {
            if (entry.tag() == tag) {
                value = OptionalLong.of(entry.value());
            }
        }
        return value;
    }

    /** The values of all entries with this tag, in order. */
    public List<Long> values(long tag) {
        return entries.stream().filter(e -> e.tag() == tag).map(Entry::value).toList();
    }

    /**
     * The run-time address that the entry stands for.
     *
     * @param tag of an entry whose value is an address (d_ptr)
     * @throws ElfFormatException if it points neither into the module as linked nor as loaded
     */
    public OptionalLong address(long tag) {
        OptionalLong value = value(tag);
        if (value.isEmpty()) {
            return value;
        }
        String what = "the address in dynamic entry 0x" + Long.toHexString(tag);
        return OptionalLong.of(image.runTimeAddress(value.getAsLong(), what));
    }

    /** Names of the libraries it needs (DT_NEEDED), in order. */
    public List<String> needed() {
        return values(DynamicTag.DT_NEEDED).stream().map(this::string).toList();
    }

    public Optional<String> soName() {
        return value(DynamicTag.DT_SONAME).stream().mapToObj(this::string).findFirst();
    }

    /** A string of the dynamic string table. */
    public String string(long offset) {
        return strings().string(offset);
    }

    /** Its symbols; always the same value. */
    public DynamicSymbols symbols() {
        if (symbols == null) {
            symbols = new DynamicSymbols(this);
        }
        return symbols;
    }

    /** Its relocations. */
    public DynamicRelocations relocations() {
        return new DynamicRelocations(this);
    }

    ElfBytes strings() {
        long size = value(DynamicTag.DT_STRSZ).orElse(0);
        return table(DynamicTag.DT_STRTAB, size, "the dynamic string table")
                .orElseGet(() -> new BufferBytes(image.name(), ByteBuffer.allocate(0), 0));
    }

    /** A table that an address entry points to; empty if there is no such entry. */
    Optional<ElfBytes> table(long tag, long size, String what) {
        return address(tag).stream()
                .mapToObj(address -> image.moduleMemory().at(address, size, what))
                .findFirst();
    }

    /** Like {@link #table}, of unknown size: up to the end of the segment that it is in. */
    Optional<ElfBytes> openTable(long tag, String what) {
        OptionalLong address = address(tag);
        if (address.isEmpty()) {
            return Optional.empty();
        }
        long size = image.moduleMemory().available(address.getAsLong());
        return table(tag, size, what);
    }
}
