// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import org.nsb.elf.ElfFormatException.Reason;

/**
 * The ELF header (Elf32_Ehdr, Elf64_Ehdr).
 *
 * @param type ET_REL, ET_EXEC, ET_DYN, ET_CORE
 * @param machine e_machine: which CPU; this package gives it no meaning
 * @param entry link-time address of the first instruction, 0 if there is none
 * @param programHeaderOffset file offset of the program headers, 0 if there are none
 * @param sectionHeaderOffset file offset of the section headers, 0 if there are none
 * @param flags e_flags, defined by the CPU's ABI
 * @param programHeaderCount e_phnum as stored: PN_XNUM stands for a greater number
 * @param sectionHeaderCount e_shnum as stored: 0 stands for none, or for a greater number
 * @param sectionNamesIndex e_shstrndx as stored: SHN_XINDEX stands for a greater number
 */
public record ElfHeader(
        ElfClass elfClass,
        int osAbi,
        int abiVersion,
        int type,
        int machine,
        long entry,
        long programHeaderOffset,
        long sectionHeaderOffset,
        int flags,
        int programHeaderCount,
        int sectionHeaderCount,
        int sectionNamesIndex) {

    public static final int ET_REL = 1;
    public static final int ET_EXEC = 2;
    public static final int ET_DYN = 3;
    public static final int ET_CORE = 4;

    /** The number of program headers does not fit e_phnum; it is in section header 0, sh_info. */
    public static final int PN_XNUM = 0xffff;

    private static final int MAGIC = 0x464c457f;
    private static final int EI_CLASS = 4;
    private static final int EI_DATA = 5;
    private static final int EI_VERSION = 6;
    private static final int EI_OSABI = 7;
    private static final int EI_ABIVERSION = 8;
    private static final int EI_NIDENT = 16;
    private static final int ELFDATA2LSB = 1;
    private static final int ELFDATA2MSB = 2;
    private static final int EV_CURRENT = 1;

    static ElfHeader read(ElfBytes bytes) {
        ElfClass elfClass = identify(bytes);
        bytes.check(0, elfClass.headerSize(), "the ELF header");
        ElfBytes.Fields fields = bytes.fields(elfClass, EI_NIDENT);
        int type = fields.u16();
        int machine = fields.u16();
        fields.s32();
        long entry = fields.word();
        long programHeaderOffset = fields.word();
        long sectionHeaderOffset = fields.word();
        int flags = fields.s32();
        fields.u16();
        int programHeaderSize = fields.u16();
        int programHeaderCount = fields.u16();
        int sectionHeaderSize = fields.u16();
        int sectionHeaderCount = fields.u16();
        int sectionNamesIndex = fields.u16();
        if (programHeaderOffset != 0
                && programHeaderCount != 0
                && programHeaderSize != elfClass.programHeaderSize()) {
            throw bytes.malformed("e_phentsize is " + programHeaderSize, 0);
        }
        if (sectionHeaderOffset != 0 && sectionHeaderSize != elfClass.sectionHeaderSize()) {
            throw bytes.malformed("e_shentsize is " + sectionHeaderSize, 0);
        }
        return new ElfHeader(
                elfClass,
                bytes.u8(EI_OSABI),
                bytes.u8(EI_ABIVERSION),
                type,
                machine,
                entry,
                programHeaderOffset,
                sectionHeaderOffset,
                flags,
                programHeaderOffset == 0 ? 0 : programHeaderCount,
                sectionHeaderOffset == 0 ? 0 : sectionHeaderCount,
                sectionNamesIndex);
    }

    private static ElfClass identify(ElfBytes bytes) {
        if (bytes.size() < 4) {
            throw bytes.fail(
                    Reason.NOT_ELF, "not an ELF file: only " + bytes.size() + " bytes long", 0);
        }
        if (bytes.s32(0) != MAGIC) {
            throw bytes.fail(Reason.NOT_ELF, "not an ELF file: no ELF magic number", 0);
        }
        bytes.check(0, EI_NIDENT, "the ELF identification");
        int data = bytes.u8(EI_DATA);
        if (data == ELFDATA2MSB) {
            throw bytes.fail(
                    Reason.UNSUPPORTED_BYTE_ORDER, "big-endian ELF is not supported", EI_DATA);
        }
        if (data != ELFDATA2LSB) {
            throw bytes.fail(
                    Reason.UNSUPPORTED_BYTE_ORDER, "unknown ELF byte order " + data, EI_DATA);
        }
        if (bytes.u8(EI_VERSION) != EV_CURRENT) {
            throw bytes.malformed("unknown ELF version " + bytes.u8(EI_VERSION), EI_VERSION);
        }
        int identClass = bytes.u8(EI_CLASS);
        for (ElfClass elfClass : ElfClass.values()) {
            if (elfClass.ident() == identClass) {
                return elfClass;
            }
        }
        throw bytes.fail(Reason.UNSUPPORTED_CLASS, "unknown ELF class " + identClass, EI_CLASS);
    }
}
