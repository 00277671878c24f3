// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An ELF file: header, segments and sections are read at once, everything else when it is asked
 * for. Little endian, both classes. A file of more than 1 MiB is mapped; whoever truncates it while
 * it is in use makes reads fail with {@link InternalError}.
 */
public final class ElfFile {
    private final FileContent content;
    private final ElfHeader header;
    private final List<Segment> segments;
    private final List<Section> sections;

    private ElfFile(
            FileContent content, ElfHeader header, List<Segment> segments, List<Section> sections) {
        this.content = content;
        this.header = header;
        this.segments = segments;
        this.sections = sections;
    }

    /**
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws ElfFormatException if it is not an ELF file, or damaged
     */
    public static ElfFile read(Path path) {
        return read(FileContent.read(path));
    }

    /**
     * The same of bytes in memory, which must not change any more.
     *
     * @param name for messages
     * @param bytes from its position to its limit
     */
    public static ElfFile read(String name, ByteBuffer bytes) {
        return read(FileContent.of(name, bytes));
    }

    private static ElfFile read(FileContent content) {
        long headerEnd = Math.min(content.size(), ElfClass.ELF64.headerSize());
        ElfHeader header = ElfHeader.read(content.slice(0, headerEnd, "the ELF header"));
        SectionHeaders headers = new SectionHeaders(content, header);
        int count = headers.programHeaderCount();
        long size = (long) count * header.elfClass().programHeaderSize();
        BufferBytes bytes =
                content.slice(header.programHeaderOffset(), size, "the program header table");
        List<Segment> segments = Segment.readAll(bytes, header.elfClass(), count);
        return new ElfFile(content, header, segments, headers.readSections());
    }

    /** The file, for messages. */
    public String name() {
        return content.name();
    }

    /** Size of the file in bytes. */
    public long size() {
        return content.size();
    }

    public ElfHeader header() {
        return header;
    }

    public List<Segment> segments() {
        return segments;
    }

    /** In the order of the section header table, the empty section 0 included. */
    public List<Section> sections() {
        return sections;
    }

    /** The first section of this name. */
    public Optional<Section> section(String name) {
        return sections.stream().filter(section -> section.name().equals(name)).findFirst();
    }

    /**
     * The section of this index.
     *
     * @throws ElfFormatException if there is none
     */
    public Section section(int index) {
        if (index < 0 || index >= sections.size()) {
            throw malformed("no section " + index + " among " + sections.size(), 0);
        }
        return sections.get(index);
    }

    /**
     * The bytes that the file has for a section: read-only, little-endian, from position 0; none
     * for SHT_NOBITS. A compressed section's bytes are compressed.
     *
     * @throws ElfFormatException if they lie beyond the end of the file
     */
    public ByteBuffer data(Section section) {
        return bytes(section).readOnly();
    }

    /** The symbols of SHT_SYMTAB; empty if the file is stripped. */
    public Optional<SymbolTable> symbols() {
        return firstOfType(Section.SHT_SYMTAB).map(this::symbols);
    }

    /** The symbols of SHT_DYNSYM, with their versions. */
    public Optional<SymbolTable> dynamicSymbols() {
        return firstOfType(Section.SHT_DYNSYM).map(this::symbols);
    }

    /** The symbols of a section of type SHT_SYMTAB or SHT_DYNSYM. */
    public SymbolTable symbols(Section section) {
        checkEntrySize(section, header.elfClass().symbolSize());
        Section strings = section(section.link());
        Optional<VersionTable> versions =
                section.type() == Section.SHT_DYNSYM ? versions(section) : Optional.empty();
        return new SymbolTable(
                header.elfClass(),
                bytes(section),
                bytes(strings),
                versions,
                linked(Section.SHT_SYMTAB_SHNDX, section).map(this::bytes));
    }

    private Optional<VersionTable> versions(Section dynamicSymbols) {
        Optional<Section> symbolVersions = linked(Section.SHT_GNU_VERSYM, dynamicSymbols);
        if (symbolVersions.isEmpty()) {
            return Optional.empty();
        }
        VersionTable.Reader reader = new VersionTable.Reader(bytes(section(dynamicSymbols.link())));
        firstOfType(Section.SHT_GNU_VERDEF)
                .ifPresent(s -> reader.addDefinitions(bytes(s), s.info() & 0xffff_ffffL));
        firstOfType(Section.SHT_GNU_VERNEED)
                .ifPresent(s -> reader.addNeeds(bytes(s), s.info() & 0xffff_ffffL));
        return Optional.of(reader.read(bytes(symbolVersions.get())));
    }

    /**
     * The relocations of a section of type SHT_REL or SHT_RELA. Its {@code info} is the section
     * that they apply to, its {@code link} the symbol table.
     */
    public List<Relocation> relocations(Section section) {
        boolean rela = section.type() == Section.SHT_RELA;
        if (!rela && section.type() != Section.SHT_REL) {
            throw new IllegalArgumentException(section.name() + " does not hold relocations");
        }
        ElfClass elfClass = header.elfClass();
        int entrySize = rela ? elfClass.relaSize() : elfClass.relSize();
        checkEntrySize(section, entrySize);
        BufferBytes bytes = bytes(section);
        List<Relocation> relocations = new ArrayList<>((int) (bytes.size() / entrySize));
        for (long at = 0; at + entrySize <= bytes.size(); at += entrySize) {
            relocations.add(Relocation.read(bytes, elfClass, at, rela));
        }
        return List.copyOf(relocations);
    }

    /** The notes of all SHT_NOTE sections; of the PT_NOTE segments if there are no sections. */
    public List<Note> notes() {
        if (sections.isEmpty()) {
            return image().notes();
        }
        return sections.stream()
                .filter(section -> section.type() == Section.SHT_NOTE)
                .flatMap(section -> Note.readAll(bytes(section), section.alignment()).stream())
                .toList();
    }

    public Optional<BuildId> buildId() {
        return Note.buildId(notes());
    }

    /** Content of .gnu_debuglink. */
    public Optional<DebugLink> debugLink() {
        return section(".gnu_debuglink")
                .filter(Section::hasData)
                .map(section -> DebugLink.read(bytes(section)));
    }

    /** Names of the libraries it needs, in order. */
    public List<String> needed() {
        return image().dynamic().map(DynamicSection::needed).orElse(List.of());
    }

    public Optional<String> soName() {
        return image().dynamic().flatMap(DynamicSection::soName);
    }

    /** What its PT_LOAD segments would look like in memory, at link-time addresses. */
    public ImageMemory memory() {
        return new SegmentMemory(content, segments);
    }

    /**
     * The file as a module loaded at its link-time addresses. Of no use for relocatable files and
     * separate debug files, which have no loadable bytes.
     */
    public ElfImage image() {
        return ElfImage.ofFile(name(), memory(), header, segments);
    }

    private Optional<Section> firstOfType(int type) {
        return sections.stream().filter(section -> section.type() == type).findFirst();
    }

    private Optional<Section> linked(int type, Section to) {
        return sections.stream()
                .filter(section -> section.type() == type && section.link() == to.index())
                .findFirst();
    }

    private BufferBytes bytes(Section section) {
        long size = section.hasData() ? section.size() : 0;
        long offset = section.hasData() ? section.offset() : 0;
        return content.slice(offset, size, "section '" + section.name() + "'");
    }

    private void checkEntrySize(Section table, int expected) {
        if (table.entrySize() != expected) {
            throw malformed(
                    "section '" + table.name() + "' has entries of " + table.entrySize() + " bytes",
                    table.offset());
        }
    }

    private ElfFormatException malformed(String what, long offset) {
        return new ElfFormatException(name(), ElfFormatException.Reason.MALFORMED, what, offset);
    }
}
