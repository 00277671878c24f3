// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nsb.elf.ElfBuilder.Hash;

class ElfImageTest {
    private static final long BIAS = 0x7000_0000L;

    private final ElfFile file = SampleLibrary.of(ElfClass.ELF64).buildFile();

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void knowsAModuleByItsHeader(ElfClass elfClass) {
        ElfFile sample = SampleLibrary.of(elfClass).buildFile();
        FakeMemory memory = new FakeMemory().load(sample, BIAS);
        ElfImage image = ElfImage.at(memory, "libsample.so.1", 0x10000 + BIAS);
        assertEquals(sample.header(), image.header());
        assertEquals(sample.segments(), image.segments());
        assertEquals(BIAS, image.loadBias());
        assertEquals(0x10000 + BIAS, image.start());
        assertTrue(image.contains(image.end() - 1));
        assertFalse(image.contains(image.end()));
        assertEquals(SampleLibrary.BUILD_ID, image.buildId().orElseThrow().hex());
        Segment tls = image.segment(Segment.PT_TLS).orElseThrow();
        assertEquals(sample.section(".tdata").orElseThrow().address(), tls.virtualAddress());
        assertTrue(image.segment(Segment.PT_GNU_EH_FRAME).isPresent());
        assertTrue(image.segment(Segment.PT_GNU_RELRO).isPresent());
        assertEquals(Optional.empty(), image.segment(Segment.PT_INTERP));
    }

    @Test
    void aBiasOf32BitsWraps() {
        ElfFile sample = ElfBuilder.elf32(1).baseAddress(0x8000_0000L).soName("a").buildFile();
        FakeMemory memory = new FakeMemory().load(sample, -0x7000_0000L);
        ElfImage image = ElfImage.at(memory, "a", 0x1000_0000L);
        assertEquals(0x9000_0000L, image.loadBias());
        assertEquals(0x1000_0000L, image.start());
        assertEquals("a", image.dynamic().orElseThrow().soName().orElseThrow());
    }

    @Test
    void knowsAModuleByItsProgramHeaders() {
        FakeMemory memory = new FakeMemory().load(file, BIAS);
        int count = file.segments().size();
        ElfImage image =
                ElfImage.byProgramHeaders(memory, "a", ElfClass.ELF64, 0x10000 + BIAS + 64, count);
        assertEquals(BIAS, image.loadBias());
        assertThrows(
                ElfFormatException.class,
                () ->
                        ElfImage.byProgramHeaders(
                                memory, "a", ElfClass.ELF64, 0x10000 + BIAS + 56, count));
    }

    @Test
    void takesProgramHeadersFromElsewhere() {
        ByteBuffer headers = file.memory().read(0x10000 + 64, 56 * file.segments().size());
        byte[] copy = new byte[headers.remaining()];
        headers.get(copy);
        FakeMemory memory = new FakeMemory().load(file, BIAS).map(0x1000, copy);
        memory.write(0x10000 + BIAS + 64, new byte[copy.length]);
        assertThrows(ElfFormatException.class, () -> ElfImage.at(memory, "a", 0x10000 + BIAS));
        ElfImage image =
                ElfImage.withProgramHeaders(
                        memory, "a", 0x10000 + BIAS, 0x1000, file.segments().size());
        assertEquals(BIAS, image.loadBias());
    }

    @Test
    void nothingMappedIsATypedFailure() {
        ElfFormatException e =
                assertThrows(
                        ElfFormatException.class,
                        () -> ElfImage.at(new FakeMemory(), "[gone]", 0x4000));
        assertEquals("[gone]", e.name());
        assertEquals(ElfFormatException.Reason.TRUNCATED, e.reason());
        assertEquals(0x4000, e.offset());
    }

    @Test
    void fileMemoryIsZeroBehindTheFileBytes() {
        Section bss = file.section(".bss").orElseThrow();
        ByteBuffer bytes = file.memory().read(bss.address(), 5000);
        assertEquals(5000, bytes.remaining());
        while (bytes.hasRemaining()) {
            assertEquals(0, bytes.get());
        }
        Section data = file.section(".data").orElseThrow();
        assertEquals(0x0d0c0b0a, file.memory().read(data.address(), 4).getInt());
        UnreadableMemoryException e =
                assertThrows(
                        UnreadableMemoryException.class,
                        () -> file.memory().read(bss.address(), 6000));
        assertEquals(bss.address(), e.address());
        assertEquals(6000, e.length());
    }

    @Test
    void addressesOfTheDynamicSectionMayBeRelocatedOrNot() {
        long[] pointers = {
            DynamicTag.DT_STRTAB,
            DynamicTag.DT_SYMTAB,
            DynamicTag.DT_GNU_HASH,
            DynamicTag.DT_VERSYM,
            DynamicTag.DT_RELA,
            DynamicTag.DT_JMPREL
        };
        FakeMemory asLinked = new FakeMemory().load(file, BIAS);
        FakeMemory asLoaded = new FakeMemory().load(file, BIAS);
        for (long tag : pointers) {
            relocate(asLoaded, tag);
        }
        for (FakeMemory memory : List.of(asLinked, asLoaded)) {
            ElfImage image = ElfImage.at(memory, "a", 0x10000 + BIAS);
            DynamicSection dynamic = image.dynamic().orElseThrow();
            long strings = file.section(".dynstr").orElseThrow().address();
            assertEquals(OptionalLong.of(strings + BIAS), dynamic.address(DynamicTag.DT_STRTAB));
            assertEquals("libsample.so.1", dynamic.soName().orElseThrow());
            Symbol multi = dynamic.symbols().lookup("multi", "V2").orElseThrow();
            assertEquals("multi@V2", multi.displayName());
            assertEquals(2, dynamic.relocations().general().size());
        }
    }

    private void relocate(FakeMemory memory, long tag) {
        Section dynamic = file.section(".dynamic").orElseThrow();
        ByteBuffer entries = file.data(dynamic);
        for (int at = 0; at < entries.limit(); at += 16) {
            if (entries.getLong(at) == tag) {
                byte[] value =
                        new ByteSink(ElfClass.ELF64).u64(entries.getLong(at + 8) + BIAS).toBytes();
                memory.write(dynamic.address() + BIAS + at + 8, value);
            }
        }
    }

    @Test
    void theRuleForAddressesOfTheDynamicSection() {
        FakeMemory memory = new FakeMemory().load(file, BIAS);
        ElfImage image = ElfImage.at(memory, "a", 0x10000 + BIAS);
        assertEquals(0x10000 + BIAS, image.runTimeAddress(0x10000, "x"));
        assertEquals(0x10000 + BIAS, image.runTimeAddress(0x10000 + BIAS, "x"));
        long last = image.end() - 1;
        assertEquals(last, image.runTimeAddress(last, "x"));
        assertEquals(last, image.runTimeAddress(last - BIAS, "x"));
        for (long outside : new long[] {0, 0xffff, last + 1, last + 1 - BIAS, -1}) {
            ElfFormatException e =
                    assertThrows(
                            ElfFormatException.class, () -> image.runTimeAddress(outside, "DT_X"));
            assertTrue(e.getMessage().contains("DT_X is outside the module"), e.getMessage());
        }
    }

    @Test
    void whereBothReadingsFitTheRunTimeOneWins() {
        FakeMemory memory = new FakeMemory().load(file, 0x40);
        ElfImage image = ElfImage.at(memory, "a", 0x10040);
        assertEquals(0x10080, image.runTimeAddress(0x10080, "x"));
        assertEquals(0x10040, image.runTimeAddress(0x10000, "x"));
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void decodesRelocations(ElfClass elfClass) {
        ElfFile sample = SampleLibrary.of(elfClass).buildFile();
        FakeMemory memory = new FakeMemory().load(sample, BIAS);
        DynamicSection dynamic = ElfImage.at(memory, "a", 0x10000 + BIAS).dynamic().orElseThrow();
        long got = sample.section(".got").orElseThrow().address();
        boolean rela = elfClass == ElfClass.ELF64;
        List<Relocation> general = dynamic.relocations().general();
        assertEquals(new Relocation(got, 8, 0, rela ? 0x10040 : 0, rela), general.get(0));
        assertEquals(got + 8, general.get(1).offset());
        assertEquals(rela ? -5 : 0, general.get(1).addend());
        assertEquals("maybe", dynamic.symbols().get(general.get(1).symbolIndex()).name());
        Relocation plt = dynamic.relocations().plt().get(0);
        assertEquals("memcpy@GLIBC_2.14", dynamic.symbols().get(plt.symbolIndex()).displayName());
        long[] expected = {got + 24, got + 32, got + 48, got + 24 + 560, got + 24 + 1120};
        assertArrayEquals(expected, dynamic.relocations().relativePlaces());
    }

    @Test
    void aRelocationTableMayCoverThePltOne() {
        Section plt = file.section(".rela.plt").orElseThrow();
        Section dyn = file.section(".rela.dyn").orElseThrow();
        assertEquals(dyn.address() + dyn.size(), plt.address());
        ElfFile covering =
                SampleLibrary.of(ElfClass.ELF64)
                        .dynamicEntry(DynamicTag.DT_RELASZ, dyn.size() + plt.size())
                        .buildFile();
        DynamicRelocations relocations = covering.image().dynamic().orElseThrow().relocations();
        assertEquals(2, relocations.general().size());
        assertEquals(1, relocations.plt().size());
    }

    @ParameterizedTest
    @EnumSource(Hash.class)
    void countsSymbolsWithoutSectionHeaders(Hash hash) {
        ElfFile sample = SampleLibrary.of(ElfClass.ELF64).hash(hash).buildFile();
        DynamicSymbols symbols = sample.image().dynamic().orElseThrow().symbols();
        int all = sample.dynamicSymbols().orElseThrow().size();
        // Without a hash table only the relocations tell: the two imports.
        assertEquals(hash == Hash.NONE ? 3 : all, symbols.all().size());
    }

    @Test
    void importsCountThoughTheGnuHashTableIsEmpty() {
        ElfFile importer =
                ElfBuilder.elf64(1)
                        .data(".got", new byte[16])
                        .dynamicSymbol(TestSymbol.undefined("a"))
                        .dynamicSymbol(TestSymbol.undefined("b"))
                        .pltRelocation(TestRelocation.of(".got", 0, 7, "a", 0))
                        .pltRelocation(TestRelocation.of(".got", 8, 7, "b", 0))
                        .buildFile();
        DynamicSymbols symbols = importer.image().dynamic().orElseThrow().symbols();
        assertEquals(3, symbols.all().size());
        assertEquals(Optional.empty(), symbols.lookup("a"));
    }

    @Test
    void manyLookupsAreFewReads() {
        FakeMemory memory = new FakeMemory().load(file, BIAS);
        DynamicSymbols symbols =
                ElfImage.at(memory, "a", 0x10000 + BIAS).dynamic().orElseThrow().symbols();
        for (int i = 0; i < 1000; i++) {
            assertEquals("plain", symbols.lookup("plain").orElseThrow().name());
        }
        assertTrue(memory.reads() < 10, memory.reads() + " reads");
    }
}
