// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/**
 * A relocation (Elf*_Rel, Elf*_Rela).
 *
 * @param offset the place it changes: a link-time address; in a relocatable file an offset in the
 *     section that it applies to
 * @param type a number whose meaning is the CPU's
 * @param symbolIndex index in the symbol table that belongs to the relocations, 0 for none
 * @param addend signed; 0 where it is not explicit
 * @param explicitAddend false if the addend is the content of the place (Elf*_Rel)
 */
public record Relocation(
        long offset, int type, int symbolIndex, long addend, boolean explicitAddend) {

    static Relocation read(ElfBytes bytes, ElfClass elfClass, long position, boolean rela) {
        ElfBytes.Fields fields = bytes.fields(elfClass, position);
        long offset = fields.word();
        long info = fields.word();
        boolean is64 = fields.is64();
        long symbol = is64 ? info >>> 32 : info >>> 8;
        if (symbol > Integer.MAX_VALUE) {
            throw bytes.malformed("relocation with symbol index " + symbol, position);
        }
        int type = is64 ? (int) info : (int) (info & 0xff);
        return new Relocation(offset, type, (int) symbol, rela ? fields.signedWord() : 0, rela);
    }
}
