// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.ArrayList;
import java.util.List;

/** The section header table of a file, and the counts that do not fit the ELF header. */
final class SectionHeaders {
    /** Bounds what the names of a damaged file can take: in sum, this often the file's size. */
    private static final int MOST_NAMES_PER_BYTE = 16;

    private final FileContent content;
    private final ElfHeader header;
    private final ElfClass elfClass;

    SectionHeaders(FileContent content, ElfHeader header) {
        this.content = content;
        this.header = header;
        this.elfClass = header.elfClass();
    }

    int programHeaderCount() {
        int count = header.programHeaderCount();
        return count == ElfHeader.PN_XNUM && hasSections() ? first().info() : count;
    }

    List<Section> readSections() {
        if (!hasSections()) {
            return List.of();
        }
        int count = count();
        BufferBytes table = table(count);
        BufferBytes names = names(table, count);
        List<Section> sections = new ArrayList<>(count);
        long budget = MOST_NAMES_PER_BYTE * content.size();
        for (int i = 0; i < count; i++) {
            Section section = read(table, i, names);
            budget -= section.name().length();
            if (budget < 0) {
                throw table.malformed("section names are longer than the file", 0);
            }
            sections.add(section);
        }
        return List.copyOf(sections);
    }

    private boolean hasSections() {
        return header.sectionHeaderOffset() != 0;
    }

    private int count() {
        if (header.sectionHeaderCount() != 0) {
            return header.sectionHeaderCount();
        }
        long extended = first().size();
        if (extended < 0 || extended > content.size() / elfClass.sectionHeaderSize()) {
            throw table(1).malformed(extended + " sections do not fit the file", 0);
        }
        return (int) extended;
    }

    private BufferBytes names(BufferBytes table, int count) {
        int index = header.sectionNamesIndex();
        if (index == Symbol.SHN_XINDEX) {
            index = first().link();
        }
        if (index == 0) {
            return content.slice(0, 0, "no section names");
        }
        if (index < 0 || index >= count) {
            throw table.malformed("no section " + index + " with the section names", 0);
        }
        Section section = read(table, index, null);
        return content.slice(section.offset(), section.size(), "the section name table");
    }

    private Section first() {
        return read(table(1), 0, null);
    }

    private BufferBytes table(int count) {
        long size = (long) count * elfClass.sectionHeaderSize();
        return content.slice(header.sectionHeaderOffset(), size, "the section header table");
    }

    /** Without {@code names}, the section has an empty name. */
    private Section read(BufferBytes table, int index, BufferBytes names) {
        ElfBytes.Fields fields =
                table.fields(elfClass, (long) index * elfClass.sectionHeaderSize());
        long name = fields.s32() & 0xffff_ffffL;
        boolean named = names != null && (names.size() > 0 || name != 0);
        return new Section(
                index,
                named ? names.string(name) : "",
                fields.s32(),
                fields.word(),
                fields.word(),
                fields.word(),
                fields.word(),
                fields.s32(),
                fields.s32(),
                fields.word(),
                fields.word());
    }
}
