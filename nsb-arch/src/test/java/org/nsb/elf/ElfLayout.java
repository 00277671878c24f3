// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.nsb.elf.Section.SHF_ALLOC;
import static org.nsb.elf.Section.SHF_WRITE;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Gives the sections of an {@link ElfBuilder} their places and writes the file. Generated sections
 * are written twice: first to learn their sizes, then with the addresses that follow from them.
 */
final class ElfLayout {
    private final ElfBuilder plan;
    private final ElfClass elfClass;
    private final StringPool strings = new StringPool();
    private final StringPool dynamicStrings = new StringPool();
    private final StringPool sectionNames = new StringPool();
    private final DynamicTables tables;
    private final List<TestSymbol> symbols;
    private final List<TestSection> sections = new ArrayList<>();

    ElfLayout(ElfBuilder plan) {
        this.plan = plan;
        this.elfClass = plan.elfClass;
        this.tables = new DynamicTables(elfClass, plan.dynamicSymbols, dynamicStrings);
        this.symbols =
                Stream.concat(
                                plan.symbols.stream().filter(s -> isLocal(s)),
                                plan.symbols.stream().filter(s -> !isLocal(s)))
                        .toList();
    }

    private static boolean isLocal(TestSymbol symbol) {
        return symbol.binding() == Symbol.STB_LOCAL;
    }

    byte[] write() {
        collect();
        place();
        ByteSink sink = new ByteSink(elfClass);
        List<Segment> segments = segments();
        long tableAt = alignUp(fileEnd(), 8);
        writeHeader(sink, segments.size(), plan.sectionHeaders ? tableAt : 0);
        segments.forEach(segment -> writeSegment(sink, segment));
        for (TestSection section : sections) {
            if (section.hasFileBytes()) {
                byte[] content = section.content.get();
                if (content.length != section.size) {
                    throw new IllegalStateException(section.name + " changed its size");
                }
                sink.padTo(section.offset).bytes(content);
            }
        }
        if (plan.sectionHeaders) {
            sink.padTo(tableAt).padTo(tableAt + elfClass.sectionHeaderSize());
            sections.forEach(section -> writeSectionHeader(sink, section));
        }
        return sink.toBytes();
    }

    private void collect() {
        plan.userSections.forEach(s -> sections.add(copy(s)));
        if (plan.isDynamic()) {
            addDynamicSections();
        }
        if (!symbols.isEmpty()) {
            int localCount = 1 + (int) symbols.stream().filter(ElfLayout::isLocal).count();
            add(".symtab", Section.SHT_SYMTAB, 0, 8, () -> symbolTable(symbols, strings))
                    .table(".strtab", elfClass.symbolSize())
                    .info(() -> localCount);
            add(".strtab", Section.SHT_STRTAB, 0, 1, strings::toBytes);
        }
        plan.sectionRelocations.stream()
                .map(TestRelocation::section)
                .distinct()
                .toList()
                .forEach(this::addRelocationsOf);
        add(".shstrtab", Section.SHT_STRTAB, 0, 1, sectionNames::toBytes);
        sections.sort(Comparator.comparingInt(TestSection::order));
        for (int i = 0; i < sections.size(); i++) {
            sections.get(i).index = i + 1;
            sectionNames.add(sections.get(i).name);
        }
    }

    private static TestSection copy(TestSection s) {
        return new TestSection(s.name, s.type, s.flags, s.alignment, s.content);
    }

    private TestSection add(
            String name, int type, long flags, int alignment, Supplier<byte[]> content) {
        TestSection section = new TestSection(name, type, flags, alignment, content);
        sections.add(section);
        return section;
    }

    private void addRelocationsOf(String name) {
        List<TestRelocation> own =
                plan.sectionRelocations.stream().filter(r -> r.section().equals(name)).toList();
        addRelocations((plan.rela ? ".rela" : ".rel") + name, 0, ".symtab", own, symbols)
                .info(() -> find(name).index);
    }

    private TestSection addRelocations(
            String name,
            long flags,
            String symbolTable,
            List<TestRelocation> relocations,
            List<TestSymbol> order) {
        int type = plan.rela ? Section.SHT_RELA : Section.SHT_REL;
        int entrySize = plan.rela ? elfClass.relaSize() : elfClass.relSize();
        return add(name, type, flags, 8, () -> relocationTable(relocations, order))
                .table(symbolTable, entrySize);
    }

    private void addDynamicSections() {
        boolean sysv = plan.hash == ElfBuilder.Hash.SYSV || plan.hash == ElfBuilder.Hash.BOTH;
        boolean gnu = plan.hash == ElfBuilder.Hash.GNU || plan.hash == ElfBuilder.Hash.BOTH;
        if (sysv) {
            add(".hash", Section.SHT_HASH, SHF_ALLOC, 8, tables::sysvHash).table(".dynsym", 4);
        }
        if (gnu) {
            add(".gnu.hash", Section.SHT_GNU_HASH, SHF_ALLOC, 8, tables::gnuHash)
                    .table(".dynsym", 0);
        }
        add(
                        ".dynsym",
                        Section.SHT_DYNSYM,
                        SHF_ALLOC,
                        8,
                        () -> symbolTable(tables.symbols(), dynamicStrings))
                .table(".dynstr", elfClass.symbolSize())
                .info(() -> 1);
        addVersionSections();
        if (!plan.dynamicRelocations.isEmpty()) {
            String name = plan.rela ? ".rela.dyn" : ".rel.dyn";
            addRelocations(name, SHF_ALLOC, ".dynsym", plan.dynamicRelocations, tables.symbols());
        }
        if (!plan.pltRelocations.isEmpty()) {
            String name = plan.rela ? ".rela.plt" : ".rel.plt";
            addRelocations(name, SHF_ALLOC, ".dynsym", plan.pltRelocations, tables.symbols());
        }
        if (!plan.relativePlaces.isEmpty()) {
            add(".relr.dyn", Section.SHT_RELR, SHF_ALLOC, 8, this::relrTable)
                    .table("", elfClass.pointerSize());
        }
        long writable = SHF_ALLOC | SHF_WRITE;
        DynamicEntries entries = new DynamicEntries(plan, tables, dynamicStrings, this);
        add(".dynamic", Section.SHT_DYNAMIC, writable, 8, entries::write)
                .table(".dynstr", elfClass.dynamicEntrySize());
        add(".dynstr", Section.SHT_STRTAB, SHF_ALLOC, 1, dynamicStrings::toBytes);
    }

    private void addVersionSections() {
        if (!tables.hasVersions()) {
            return;
        }
        add(".gnu.version", Section.SHT_GNU_VERSYM, SHF_ALLOC, 2, tables::symbolVersions)
                .table(".dynsym", 2);
        if (tables.definitionCount() > 0) {
            String base = plan.soName.isEmpty() ? "base" : plan.soName;
            add(
                            ".gnu.version_d",
                            Section.SHT_GNU_VERDEF,
                            SHF_ALLOC,
                            8,
                            () -> tables.versionDefinitions(base))
                    .table(".dynstr", 0)
                    .info(tables::definitionCount);
        }
        if (tables.needCount() > 0) {
            add(".gnu.version_r", Section.SHT_GNU_VERNEED, SHF_ALLOC, 8, tables::versionNeeds)
                    .table(".dynstr", 0)
                    .info(tables::needCount);
        }
    }

    private void place() {
        sections.forEach(section -> section.content.get());
        sections.forEach(section -> section.size = section.content.get().length);
        boolean relocatable = plan.type == ElfHeader.ET_REL;
        long cursor = elfClass.headerSize() + 8L * elfClass.programHeaderSize();
        long virtual = cursor;
        int rank = 0;
        for (TestSection section : sections) {
            if (section.rank() != rank) {
                rank = section.rank();
                cursor = alignUp(cursor, rank == 3 ? 8 : plan.pageSize);
                virtual = cursor;
            }
            virtual = alignUp(virtual, section.alignment);
            section.offset = section.hasFileBytes() ? virtual : cursor;
            section.address =
                    section.isAllocated() && !relocatable
                            ? plan.baseAddress + (long) rank * plan.pageSize + virtual
                            : 0;
            virtual += section.size;
            cursor = section.hasFileBytes() ? virtual : cursor;
        }
    }

    private List<Segment> segments() {
        if (plan.type == ElfHeader.ET_REL) {
            return List.of();
        }
        List<Segment> segments = new ArrayList<>();
        for (int rank = 0; rank < 3; rank++) {
            int wanted = rank;
            List<TestSection> own = sections.stream().filter(s -> s.rank() == wanted).toList();
            if (rank == 0 || !own.isEmpty()) {
                segments.add(loadSegment(rank, own));
            }
        }
        addSegment(segments, Segment.PT_DYNAMIC, Section.SHT_DYNAMIC, 0, "");
        addSegment(segments, Segment.PT_NOTE, Section.SHT_NOTE, 0, "");
        addSegment(segments, Segment.PT_TLS, 0, Section.SHF_TLS, "");
        addSegment(segments, Segment.PT_GNU_EH_FRAME, 0, 0, ".eh_frame_hdr");
        addSegment(segments, Segment.PT_GNU_RELRO, 0, 0, ".dynamic");
        return segments;
    }

    private Segment loadSegment(int rank, List<TestSection> own) {
        long start = rank == 0 ? 0 : own.get(0).offset;
        long address = rank == 0 ? plan.baseAddress : own.get(0).address;
        long fileEnd = elfClass.headerSize() + 8L * elfClass.programHeaderSize();
        long end = address + (rank == 0 ? fileEnd : 0);
        for (TestSection section : own) {
            fileEnd = section.hasFileBytes() ? section.offset + section.size : fileEnd;
            end = section.address + section.size;
        }
        int flags = Segment.PF_R | (rank == 1 ? Segment.PF_X : rank == 2 ? Segment.PF_W : 0);
        long fileSize = Math.max(0, fileEnd - start);
        return new Segment(
                Segment.PT_LOAD,
                flags,
                start,
                address,
                address,
                fileSize,
                end - address,
                plan.pageSize);
    }

    /** A segment over the first loaded section of a type, with a flag, or of a name. */
    private void addSegment(
            List<Segment> segments, int segmentType, int type, long flag, String name) {
        sections.stream()
                .filter(TestSection::isAllocated)
                .filter(
                        s ->
                                type != 0 && s.type == type
                                        || (s.flags & flag) != 0
                                        || s.name.equals(name))
                .findFirst()
                .ifPresent(
                        s ->
                                segments.add(
                                        new Segment(
                                                segmentType,
                                                Segment.PF_R,
                                                s.offset,
                                                s.address,
                                                s.address,
                                                s.size,
                                                s.size,
                                                s.alignment)));
    }

    private long fileEnd() {
        return sections.stream()
                .filter(TestSection::hasFileBytes)
                .mapToLong(s -> s.offset + s.size)
                .max()
                .orElseThrow();
    }

    private void writeHeader(ByteSink sink, int segmentCount, long sectionTable) {
        boolean hasSections = sectionTable != 0;
        sink.u32(0x464c457f).u8(elfClass.ident()).u8(1).u8(1).padTo(16);
        sink.u16(plan.type).u16(plan.machine).u32(1);
        sink.word(plan.entrySection.isEmpty() ? 0 : find(plan.entrySection).address);
        sink.word(segmentCount == 0 ? 0 : elfClass.headerSize());
        sink.word(sectionTable);
        sink.u32(plan.flags).u16(elfClass.headerSize());
        sink.u16(elfClass.programHeaderSize()).u16(segmentCount);
        sink.u16(elfClass.sectionHeaderSize()).u16(hasSections ? sections.size() + 1 : 0);
        sink.u16(hasSections ? find(".shstrtab").index : 0);
    }

    private void writeSegment(ByteSink sink, Segment s) {
        boolean is64 = elfClass == ElfClass.ELF64;
        sink.u32(s.type());
        if (is64) {
            sink.u32(s.flags());
        }
        sink.word(s.offset()).word(s.virtualAddress()).word(s.physicalAddress());
        sink.word(s.fileSize()).word(s.memorySize());
        if (!is64) {
            sink.u32(s.flags());
        }
        sink.word(s.alignment());
    }

    private void writeSectionHeader(ByteSink sink, TestSection s) {
        sink.u32(sectionNames.add(s.name)).u32(s.type).word(s.flags);
        sink.word(s.address).word(s.offset).word(s.size);
        sink.u32(s.link.isEmpty() ? 0 : find(s.link).index).u32(s.info.get());
        sink.word(s.alignment).word(s.entrySize);
    }

    private byte[] symbolTable(List<TestSymbol> order, StringPool pool) {
        ByteSink sink = new ByteSink(elfClass).padTo(elfClass.symbolSize());
        for (TestSymbol symbol : order) {
            int shndx = symbol.absolute() ? Symbol.SHN_ABS : 0;
            long value = symbol.offset();
            if (symbol.section() != null) {
                shndx = find(symbol.section()).index;
                value += symbol.type() == Symbol.STT_TLS ? 0 : find(symbol.section()).address;
            }
            int info = symbol.binding() << 4 | symbol.type();
            sink.u32(pool.add(symbol.name()));
            if (elfClass == ElfClass.ELF64) {
                sink.u8(info).u8(symbol.visibility()).u16(shndx).u64(value).u64(symbol.size());
            } else {
                sink.u32(value).u32(symbol.size());
                sink.u8(info).u8(symbol.visibility()).u16(shndx);
            }
        }
        return sink.toBytes();
    }

    private byte[] relocationTable(List<TestRelocation> relocations, List<TestSymbol> order) {
        ByteSink sink = new ByteSink(elfClass);
        for (TestRelocation relocation : relocations) {
            long symbol = symbolIndex(order, relocation.symbol());
            boolean is64 = elfClass == ElfClass.ELF64;
            sink.word(find(relocation.section()).address + relocation.offset());
            sink.word(is64 ? symbol << 32 | relocation.type() : symbol << 8 | relocation.type());
            if (plan.rela) {
                sink.word(relocation.addend());
            }
        }
        return sink.toBytes();
    }

    private static int symbolIndex(List<TestSymbol> order, String name) {
        for (int i = 0; i < order.size(); i++) {
            if (order.get(i).name().equals(name)) {
                return i + 1;
            }
        }
        if (name.isEmpty()) {
            return 0;
        }
        throw new IllegalArgumentException("no symbol " + name);
    }

    private byte[] relrTable() {
        return RelrTable.encode(
                elfClass,
                plan.relativePlaces.stream()
                        .map(r -> find(r.section()).address + r.offset())
                        .toList());
    }

    TestSection find(String name) {
        return sections.stream()
                .filter(section -> section.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no section " + name));
    }

    boolean has(String name) {
        return sections.stream().anyMatch(section -> section.name.equals(name));
    }

    private static long alignUp(long value, long unit) {
        return (value + unit - 1) & -unit;
    }
}
