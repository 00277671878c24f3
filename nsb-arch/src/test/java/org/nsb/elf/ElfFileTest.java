// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElfFileTest {
    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void readsTheHeader(ElfClass elfClass) {
        ElfFile file = SampleLibrary.of(elfClass).buildFile();
        ElfHeader header = file.header();
        assertEquals(elfClass, header.elfClass());
        assertEquals(ElfHeader.ET_DYN, header.type());
        assertEquals(SampleLibrary.MACHINE, header.machine());
        assertEquals(7, header.flags());
        assertEquals(file.section(".text").orElseThrow().address(), header.entry());
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void readsSegments(ElfClass elfClass) {
        ElfFile file = SampleLibrary.of(elfClass).buildFile();
        List<Segment> loads =
                file.segments().stream().filter(s -> s.type() == Segment.PT_LOAD).toList();
        assertEquals(3, loads.size());
        assertEquals(0x10000, loads.get(0).virtualAddress());
        assertEquals(0, loads.get(0).offset());
        assertTrue(loads.get(1).isExecutable());
        assertTrue(loads.get(2).isWritable());
        assertTrue(loads.get(2).memorySize() >= loads.get(2).fileSize() + 5000);
        Section text = file.section(".text").orElseThrow();
        assertEquals(text.address(), loads.get(1).virtualAddress());
        assertTrue(loads.get(1).contains(text.address()));
        assertFalse(loads.get(1).contains(text.address() - 1));
        assertFalse(loads.get(1).contains(loads.get(1).end()));
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void readsSections(ElfClass elfClass) {
        ElfFile file = SampleLibrary.of(elfClass).buildFile();
        assertEquals("", file.sections().get(0).name());
        Section data = file.section(".data").orElseThrow();
        ByteBuffer bytes = file.data(data);
        assertEquals(0x0d0c0b0a, bytes.getInt(0));
        assertEquals(8, bytes.remaining());
        assertThrows(ReadOnlyBufferException.class, () -> bytes.put(0, (byte) 1));
        Section bss = file.section(".bss").orElseThrow();
        assertEquals(Section.SHT_NOBITS, bss.type());
        assertEquals(5000, bss.size());
        assertEquals(0, file.data(bss).remaining());
        assertTrue(bss.isAllocated());
        assertFalse(file.section(".gnu_debuglink").orElseThrow().isAllocated());
        assertEquals(Optional.empty(), file.section(".nothing"));
        assertThrows(ElfFormatException.class, () -> file.section(10_000));
    }

    @Test
    void reportsCompressedSections() {
        ElfFile file =
                ElfBuilder.elf64(1)
                        .section(".debug_info", 1, Section.SHF_COMPRESSED, new byte[30])
                        .buildFile();
        assertTrue(file.section(".debug_info").orElseThrow().isCompressed());
        assertFalse(file.section(".shstrtab").orElseThrow().isCompressed());
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void readsSymbols(ElfClass elfClass) {
        ElfFile file = SampleLibrary.of(elfClass).buildFile();
        SymbolTable symbols = file.symbols().orElseThrow();
        assertEquals(6, symbols.size());
        Section data = file.section(".data").orElseThrow();
        Symbol counter = symbols.find("counter").get(0);
        assertEquals(data.address() + 4, counter.value());
        assertEquals(4, counter.size());
        assertEquals(Symbol.STT_OBJECT, counter.type());
        assertEquals(Symbol.STB_GLOBAL, counter.binding());
        assertEquals(Symbol.STV_HIDDEN, counter.visibility());
        assertEquals(data.index(), counter.sectionIndex());
        assertEquals(Optional.empty(), counter.version());
        assertTrue(symbols.find("helper").get(0).isLocal());
        Symbol limit = symbols.find("limit").get(0);
        assertTrue(limit.isAbsolute());
        assertEquals(0, limit.sectionIndex());
        assertEquals(4711, limit.value());
        assertEquals(List.of(), symbols.find("absent"));
        assertEquals(6, symbols.stream().count());
        assertThrows(ElfFormatException.class, () -> symbols.get(6));
        assertThrows(ElfFormatException.class, () -> symbols.get(-1));
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void readsVersionsOfDynamicSymbols(ElfClass elfClass) {
        ElfFile file = SampleLibrary.of(elfClass).buildFile();
        SymbolTable symbols = file.dynamicSymbols().orElseThrow();
        Symbol memcpy = symbols.find("memcpy").get(0);
        assertTrue(memcpy.isUndefined());
        assertEquals(
                new SymbolVersion("GLIBC_2.14", false, Optional.of("libc.so.6")),
                memcpy.version().orElseThrow());
        assertEquals(Optional.empty(), symbols.find("plain").get(0).version());
        List<String> names =
                symbols.find("multi").stream().map(Symbol::displayName).sorted().toList();
        assertEquals(List.of("multi@@V3", "multi@V1", "multi@V2"), names);
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void readsIdentityAndNeeds(ElfClass elfClass) {
        ElfFile file = SampleLibrary.of(elfClass).buildFile();
        assertEquals(SampleLibrary.BUILD_ID, file.buildId().orElseThrow().hex());
        assertEquals(new DebugLink("sample.debug", 0xcafebabe), file.debugLink().orElseThrow());
        assertEquals(List.of("libc.so.6", "libm.so.6"), file.needed());
        assertEquals("libsample.so.1", file.soName().orElseThrow());
        Note other = file.notes().stream().filter(n -> n.is("Other", 77)).findFirst().orElseThrow();
        byte[] content = new byte[3];
        other.content().get(content);
        assertArrayEquals(new byte[] {1, 2, 3}, content);
        assertEquals(3, other.content().remaining());
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void readsRelocationsOfObjects(ElfClass elfClass) {
        for (boolean rela : new boolean[] {true, false}) {
            ElfFile file =
                    ElfBuilder.of(elfClass, 1)
                            .type(ElfHeader.ET_REL)
                            .rela(rela)
                            .text(".text.f", new byte[32])
                            .symbol(TestSymbol.function("f", ".text.f", 0, 32))
                            .symbol(TestSymbol.undefined("g"))
                            .relocation(TestRelocation.of(".text.f", 8, 200, "g", -4))
                            .buildFile();
            Section section = file.section((rela ? ".rela" : ".rel") + ".text.f").orElseThrow();
            assertEquals(file.section(".text.f").orElseThrow().index(), section.info());
            assertEquals(
                    List.of(new Relocation(8, 200, 2, rela ? -4 : 0, rela)),
                    file.relocations(section));
            assertEquals(List.of(), file.segments());
            assertEquals(0, file.symbols().orElseThrow().find("f").get(0).value());
            assertEquals(List.of(), file.needed());
            assertThrows(IllegalArgumentException.class, () -> file.relocations(file.section(1)));
        }
    }

    @Test
    void looksUpExtendedSectionIndexes() {
        byte[] elf =
                ElfBuilder.elf64(1)
                        .text(".text", new byte[16])
                        .symbol(TestSymbol.function("f", ".text", 0, 4))
                        .section(".symtab_shndx", Section.SHT_SYMTAB_SHNDX, 0, new byte[8])
                        .build();
        ElfFile before = ElfFile.read("x", ByteBuffer.wrap(elf));
        Section symtab = before.section(".symtab").orElseThrow();
        Section indexes = before.section(".symtab_shndx").orElseThrow();
        ByteBuffer buffer = ByteBuffer.wrap(elf).order(ByteOrder.LITTLE_ENDIAN);
        buffer.putShort((int) symtab.offset() + 24 + 6, (short) Symbol.SHN_XINDEX);
        buffer.putInt((int) indexes.offset() + 4, 70_000);
        int indexesHeader = (int) before.header().sectionHeaderOffset() + 64 * indexes.index();
        assertThrows(
                ElfFormatException.class,
                () -> ElfFile.read("x", buffer).symbols().orElseThrow().get(1));
        buffer.putInt(indexesHeader + 40, symtab.index());
        Symbol symbol = ElfFile.read("x", buffer).symbols().orElseThrow().get(1);
        assertEquals(Symbol.SHN_XINDEX, symbol.shndx());
        assertEquals(70_000, symbol.sectionIndex());
    }

    @Test
    void readsSmallAndMappedFiles(@TempDir Path directory) throws IOException {
        byte[] small = SampleLibrary.of(ElfClass.ELF64).build();
        Path path = Files.write(directory.resolve("small.so"), small);
        assertEquals(SampleLibrary.BUILD_ID, ElfFile.read(path).buildId().orElseThrow().hex());
        byte[] big = SampleLibrary.of(ElfClass.ELF64).notLoaded(".big", new byte[3 << 20]).build();
        Path bigPath = Files.write(directory.resolve("big.so"), big);
        ElfFile mapped = ElfFile.read(bigPath);
        assertEquals(big.length, mapped.size());
        assertTrue(mapped.data(mapped.section(".big").orElseThrow()).isDirect());
        assertEquals(6, mapped.symbols().orElseThrow().size());
    }

    @Test
    void readsFilesWithoutSectionHeaders() {
        ElfFile file = SampleLibrary.of(ElfClass.ELF64).withoutSectionHeaders().buildFile();
        assertEquals(List.of(), file.sections());
        assertEquals(SampleLibrary.BUILD_ID, file.buildId().orElseThrow().hex());
        assertEquals("libsample.so.1", file.soName().orElseThrow());
    }
}
