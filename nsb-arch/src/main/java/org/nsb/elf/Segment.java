// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.ArrayList;
import java.util.List;

/**
 * A program header (Elf32_Phdr, Elf64_Phdr). Addresses are link-time addresses, sizes are in bytes.
 *
 * @param type PT_LOAD, ...
 * @param flags PF_R, PF_W, PF_X
 * @param offset where its bytes begin in the file
 * @param fileSize how many bytes the file has for it; the rest up to {@code memorySize} is zero
 * @param alignment address and offset are equal modulo this; 0 and 1 mean no alignment
 */
public record Segment(
        int type,
        int flags,
        long offset,
        long virtualAddress,
        long physicalAddress,
        long fileSize,
        long memorySize,
        long alignment) {

    public static final int PT_NULL = 0;
    public static final int PT_LOAD = 1;
    public static final int PT_DYNAMIC = 2;
    public static final int PT_INTERP = 3;
    public static final int PT_NOTE = 4;
    public static final int PT_PHDR = 6;
    public static final int PT_TLS = 7;
    public static final int PT_GNU_EH_FRAME = 0x6474e550;
    public static final int PT_GNU_STACK = 0x6474e551;
    public static final int PT_GNU_RELRO = 0x6474e552;
    public static final int PT_GNU_PROPERTY = 0x6474e553;

    public static final int PF_X = 1;
    public static final int PF_W = 2;
    public static final int PF_R = 4;

    /** {@code bytes} hold exactly {@code count} program headers. */
    static List<Segment> readAll(ElfBytes bytes, ElfClass elfClass, int count) {
        List<Segment> segments = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            segments.add(read(bytes, elfClass, (long) i * elfClass.programHeaderSize()));
        }
        return List.copyOf(segments);
    }

    private static Segment read(ElfBytes bytes, ElfClass elfClass, long position) {
        ElfBytes.Fields fields = bytes.fields(elfClass, position);
        int type = fields.s32();
        int flags64 = fields.is64() ? fields.s32() : 0;
        long offset = fields.word();
        long virtualAddress = fields.word();
        long physicalAddress = fields.word();
        long fileSize = fields.word();
        long memorySize = fields.word();
        int flags = fields.is64() ? flags64 : fields.s32();
        long alignment = fields.word();
        Segment segment =
                new Segment(
                        type,
                        flags,
                        offset,
                        virtualAddress,
                        physicalAddress,
                        fileSize,
                        memorySize,
                        alignment);
        if (type == PT_LOAD) {
            segment.checkLoad(bytes, elfClass, position);
        }
        return segment;
    }

    private void checkLoad(ElfBytes bytes, ElfClass elfClass, long position) {
        if (Long.compareUnsigned(fileSize, memorySize) > 0) {
            throw bytes.malformed("PT_LOAD with more bytes in the file than in memory", position);
        }
        long highest = elfClass.truncate(-1L);
        if (memorySize < 0 || Long.compareUnsigned(memorySize, highest - virtualAddress) > 0) {
            throw bytes.malformed("PT_LOAD leaves the address space", position);
        }
    }

    /** Link-time address of the first byte behind it. */
    public long end() {
        return virtualAddress + memorySize;
    }

    /** Whether the link-time address is inside it, memory-only bytes included. */
    public boolean contains(long address) {
        return Long.compareUnsigned(address - virtualAddress, memorySize) < 0;
    }

    public boolean isReadable() {
        return (flags & PF_R) != 0;
    }

    public boolean isWritable() {
        return (flags & PF_W) != 0;
    }

    public boolean isExecutable() {
        return (flags & PF_X) != 0;
    }
}
