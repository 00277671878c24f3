// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/**
 * {@code e_ident[EI_CLASS]} (gABI, chapter 4): the width of addresses, and the sizes of records.
 */
public enum ElfClass {
    ELF32(1, 4, 52, 32, 40, 16, 8, 12),
    ELF64(2, 8, 64, 56, 64, 24, 16, 24);

    private final int ident;
    private final int pointerSize;
    private final int headerSize;
    private final int programHeaderSize;
    private final int sectionHeaderSize;
    private final int symbolSize;
    private final int relSize;
    private final int relaSize;

    ElfClass(
            int ident,
            int pointerSize,
            int headerSize,
            int programHeaderSize,
            int sectionHeaderSize,
            int symbolSize,
            int relSize,
            int relaSize) {
        this.ident = ident;
        this.pointerSize = pointerSize;
        this.headerSize = headerSize;
        this.programHeaderSize = programHeaderSize;
        this.sectionHeaderSize = sectionHeaderSize;
        this.symbolSize = symbolSize;
        this.relSize = relSize;
        this.relaSize = relaSize;
    }

    /** The value in {@code e_ident}. */
    public int ident() {
        return ident;
    }

    /** Bytes of an address. */
    public int pointerSize() {
        return pointerSize;
    }

    /** Bits of an address. */
    public int bits() {
        return 8 * pointerSize;
    }

    /** Size of Elf32_Ehdr or Elf64_Ehdr. */
    public int headerSize() {
        return headerSize;
    }

    public int programHeaderSize() {
        return programHeaderSize;
    }

    public int sectionHeaderSize() {
        return sectionHeaderSize;
    }

    public int symbolSize() {
        return symbolSize;
    }

    /** Size of an Elf*_Rel: a relocation whose addend lies at the place it changes. */
    public int relSize() {
        return relSize;
    }

    /** Size of an Elf*_Rela: a relocation that carries its addend. */
    public int relaSize() {
        return relaSize;
    }

    /** Size of an Elf*_Dyn. */
    public int dynamicEntrySize() {
        return 2 * pointerSize;
    }

    /** Drops what does not fit an address of this class: the sum of two addresses wraps. */
    public long truncate(long address) {
        return this == ELF32 ? address & 0xffff_ffffL : address;
    }
}
