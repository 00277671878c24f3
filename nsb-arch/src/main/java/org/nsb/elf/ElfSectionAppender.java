// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Adds a section that is not loaded to an ELF file. The content, a new section name table and a new
 * section header table go to the end of the file, so that nothing else moves; only the ELF header
 * is changed to lead there.
 */
public final class ElfSectionAppender {
    private static final int ALIGNMENT = 8;

    private final ElfFile file;
    private final ElfClass elfClass;
    private final ByteBuffer original;

    private ElfSectionAppender(String fileName, byte[] elf) {
        this.original = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        this.file = ElfFile.read(fileName, original);
        this.elfClass = file.header().elfClass();
    }

    /**
     * The bytes of {@code elf} with a section {@code name} (SHT_PROGBITS, no flags) that holds
     * {@code content}. If there is one of this name it is replaced: its header then describes the
     * new content and keeps its index; the old bytes stay behind, unused.
     *
     * @param fileName for messages
     * @throws ElfFormatException if {@code elf} is damaged, or has a section of this name that is
     *     loaded at run time
     */
    public static byte[] append(String fileName, byte[] elf, String name, byte[] content) {
        return new ElfSectionAppender(fileName, elf).append(name, content);
    }

    private byte[] append(String name, byte[] content) {
        Optional<Section> replaced = replaceable(name);
        int oldCount = Math.max(1, file.sections().size());
        int namesIndex = namesIndex();
        boolean newNames = namesIndex == 0;
        int index = replaced.map(Section::index).orElse(oldCount);
        int next = Math.max(oldCount, index + 1);
        int finalNamesIndex = newNames ? next : namesIndex;
        int count = newNames ? next + 1 : next;

        byte[] names = names(namesIndex, name);
        int contentAt = alignUp(original.capacity());
        int namesAt = alignUp(contentAt + content.length);
        int tableAt = alignUp(namesAt + names.length);
        ByteBuffer out =
                ByteBuffer.allocate(tableAt + count * elfClass.sectionHeaderSize())
                        .order(ByteOrder.LITTLE_ENDIAN);
        out.put(0, original.array());
        out.put(contentAt, content);
        out.put(namesAt, names);
        copyTable(out, tableAt);

        int nameAt = names.length - bytesOf(name).length - 1;
        writeHeader(out, tableAt, index, nameAt, Section.SHT_PROGBITS, contentAt, content.length);
        int namesNameAt = newNames ? 1 : nameOffset(namesIndex);
        writeHeader(
                out,
                tableAt,
                finalNamesIndex,
                namesNameAt,
                Section.SHT_STRTAB,
                namesAt,
                names.length);
        writeCounts(out, tableAt, count, finalNamesIndex);
        return out.array();
    }

    private Optional<Section> replaceable(String name) {
        List<Section> same = file.sections().stream().filter(s -> s.name().equals(name)).toList();
        for (Section section : same) {
            if (section.isAllocated() || section.index() == namesIndex()) {
                throw new ElfFormatException(
                        file.name(),
                        ElfFormatException.Reason.MALFORMED,
                        "section '" + name + "' is in use and cannot be replaced",
                        section.offset());
            }
        }
        return same.stream().findFirst();
    }

    private int namesIndex() {
        int index = file.header().sectionNamesIndex();
        return index == Symbol.SHN_XINDEX ? file.section(0).link() : index;
    }

    /** The old names, so that all offsets into them stay valid, and the new one at the end. */
    private byte[] names(int namesIndex, String name) {
        byte[] old = namesIndex == 0 ? bytesOf("\0.shstrtab\0") : dataOf(file.section(namesIndex));
        byte[] added = bytesOf(name + "\0");
        boolean terminated = old.length > 0 && old[old.length - 1] == 0;
        int gap = terminated ? 0 : 1;
        byte[] names = Arrays.copyOf(old, old.length + gap + added.length);
        System.arraycopy(added, 0, names, old.length + gap, added.length);
        return names;
    }

    private byte[] dataOf(Section section) {
        ByteBuffer data = file.data(section);
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    private void copyTable(ByteBuffer out, int tableAt) {
        int from = (int) file.header().sectionHeaderOffset();
        int length = file.sections().size() * elfClass.sectionHeaderSize();
        out.put(tableAt, original.array(), from, length);
    }

    private int nameOffset(int index) {
        long headerAt =
                file.header().sectionHeaderOffset() + (long) index * elfClass.sectionHeaderSize();
        return original.getInt((int) headerAt);
    }

    private void writeHeader(
            ByteBuffer out, int tableAt, int index, int name, int type, int offset, int size) {
        out.position(tableAt + index * elfClass.sectionHeaderSize());
        out.putInt(name).putInt(type);
        putWord(out, 0);
        putWord(out, 0);
        putWord(out, offset);
        putWord(out, size);
        out.putInt(0).putInt(0);
        putWord(out, 1);
        putWord(out, 0);
    }

    /** e_shoff, e_shentsize, e_shnum, e_shstrndx; numbers that do not fit go to section 0. */
    private void writeCounts(ByteBuffer out, int tableAt, int count, int namesIndex) {
        boolean manySections = count >= Symbol.SHN_LORESERVE;
        boolean highNames = namesIndex >= Symbol.SHN_LORESERVE;
        int wordSize = elfClass.pointerSize();
        out.position(24 + 2 * wordSize);
        putWord(out, tableAt);
        int end = elfClass.headerSize();
        out.putShort(end - 6, (short) elfClass.sectionHeaderSize());
        out.putShort(end - 4, (short) (manySections ? 0 : count));
        out.putShort(end - 2, (short) (highNames ? Symbol.SHN_XINDEX : namesIndex));
        out.position(tableAt + 8 + 3 * wordSize);
        putWord(out, manySections ? count : 0);
        out.putInt(highNames ? namesIndex : 0);
    }

    private void putWord(ByteBuffer out, int value) {
        if (elfClass == ElfClass.ELF64) {
            out.putLong(value);
        } else {
            out.putInt(value);
        }
    }

    private static byte[] bytesOf(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static int alignUp(int value) {
        return (value + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
