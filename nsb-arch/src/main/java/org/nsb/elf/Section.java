// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/**
 * A section header (Elf32_Shdr, Elf64_Shdr) with its name. The bytes are {@link
 * ElfFile#data(Section)}.
 *
 * @param index place in the section header table; index 0 is the empty one
 * @param type SHT_PROGBITS, ...
 * @param flags SHF_ALLOC, ...
 * @param address link-time address, 0 if it is not loaded
 * @param offset where its bytes begin in the file
 * @param size in bytes; also for SHT_NOBITS, which has none in the file
 * @param link a section index whose meaning depends on the type
 * @param info extra information that depends on the type
 * @param entrySize size of one entry if it is a table, else 0
 */
public record Section(
        int index,
        String name,
        int type,
        long flags,
        long address,
        long offset,
        long size,
        int link,
        int info,
        long alignment,
        long entrySize) {

    public static final int SHT_NULL = 0;
    public static final int SHT_PROGBITS = 1;
    public static final int SHT_SYMTAB = 2;
    public static final int SHT_STRTAB = 3;
    public static final int SHT_RELA = 4;
    public static final int SHT_HASH = 5;
    public static final int SHT_DYNAMIC = 6;
    public static final int SHT_NOTE = 7;
    public static final int SHT_NOBITS = 8;
    public static final int SHT_REL = 9;
    public static final int SHT_DYNSYM = 11;
    public static final int SHT_INIT_ARRAY = 14;
    public static final int SHT_FINI_ARRAY = 15;
    public static final int SHT_PREINIT_ARRAY = 16;
    public static final int SHT_GROUP = 17;
    public static final int SHT_SYMTAB_SHNDX = 18;
    public static final int SHT_RELR = 19;
    public static final int SHT_GNU_HASH = 0x6ffffff6;
    public static final int SHT_GNU_VERDEF = 0x6ffffffd;
    public static final int SHT_GNU_VERNEED = 0x6ffffffe;
    public static final int SHT_GNU_VERSYM = 0x6fffffff;

    public static final long SHF_WRITE = 1;
    public static final long SHF_ALLOC = 2;
    public static final long SHF_EXECINSTR = 4;
    public static final long SHF_MERGE = 0x10;
    public static final long SHF_STRINGS = 0x20;
    public static final long SHF_INFO_LINK = 0x40;
    public static final long SHF_LINK_ORDER = 0x80;
    public static final long SHF_GROUP = 0x200;
    public static final long SHF_TLS = 0x400;
    public static final long SHF_COMPRESSED = 0x800;
    public static final long SHF_GNU_RETAIN = 0x200000;
    public static final long SHF_EXCLUDE = 0x80000000L;

    /** Whether all bits of {@code mask} (SHF_...) are set. */
    public boolean has(long mask) {
        return (flags & mask) == mask;
    }

    /** Loaded into memory at run time. */
    public boolean isAllocated() {
        return has(SHF_ALLOC);
    }

    /** Its bytes begin with an Elf*_Chdr and are compressed. */
    public boolean isCompressed() {
        return has(SHF_COMPRESSED);
    }

    /** It has bytes in the file. */
    public boolean hasData() {
        return type != SHT_NOBITS && type != SHT_NULL;
    }

    /** Whether the link-time address is inside it; false for sections that are not loaded. */
    public boolean contains(long linkAddress) {
        return isAllocated() && Long.compareUnsigned(linkAddress - address, size) < 0;
    }
}
