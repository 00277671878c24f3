// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/** {@code e_ident[EI_CLASS]}: the width of addresses in an ELF file (gABI, chapter 4). */
public enum ElfClass {
    ELF32(1, 4),
    ELF64(2, 8);

    private final int ident;
    private final int pointerSize;

    ElfClass(int ident, int pointerSize) {
        this.ident = ident;
        this.pointerSize = pointerSize;
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
        return pointerSize * 8;
    }
}
