// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nsb.elf.ElfBuilder.Hash;
import org.nsb.elf.ElfFormatException.Reason;

/** Whatever the bytes are: a value or an ElfFormatException, and that soon. */
class DamagedElfTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void eachKindOfForeignFileHasItsOwnText() {
        check(new byte[0], Reason.NOT_ELF, "x.so: not an ELF file: only 0 bytes long (at 0x0)");
        check(
                "#!/bin/sh\nexit 0\n".getBytes(StandardCharsets.UTF_8),
                Reason.NOT_ELF,
                "x.so: not an ELF file: no ELF magic number (at 0x0)");
        byte[] elf = SampleLibrary.of(ElfClass.ELF64).build();
        check(
                Arrays.copyOf(elf, 40),
                Reason.TRUNCATED,
                "x.so: the ELF header lies beyond the end (at 0x0)");
        check(changed(elf, 4, 3), Reason.UNSUPPORTED_CLASS, "x.so: unknown ELF class 3 (at 0x4)");
        check(
                changed(elf, 5, 2),
                Reason.UNSUPPORTED_BYTE_ORDER,
                "x.so: big-endian ELF is not supported (at 0x5)");
        check(
                changed(elf, 5, 0),
                Reason.UNSUPPORTED_BYTE_ORDER,
                "x.so: unknown ELF byte order 0 (at 0x5)");
        check(changed(elf, 6, 9), Reason.MALFORMED, "x.so: unknown ELF version 9 (at 0x6)");
    }

    private static byte[] changed(byte[] elf, int offset, int value) {
        byte[] copy = elf.clone();
        copy[offset] = (byte) value;
        return copy;
    }

    private static void check(byte[] bytes, Reason reason, String message) {
        ElfFormatException e =
                assertThrows(
                        ElfFormatException.class,
                        () -> ElfFile.read("x.so", ByteBuffer.wrap(bytes)));
        assertEquals(reason, e.reason());
        assertEquals(message, e.getMessage());
        assertEquals("x.so", e.name());
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void truncatedAtEveryByte(ElfClass elfClass) {
        byte[] elf = SampleLibrary.of(elfClass).build();
        for (int length = 0; length < elf.length; length++) {
            byte[] part = Arrays.copyOf(elf, length);
            int at = length;
            assertThrows(
                    ElfFormatException.class,
                    () -> ElfFile.read("x", ByteBuffer.wrap(part)),
                    () -> "section headers are last, yet read with " + at + " bytes");
        }
        byte[] segmentsOnly = SampleLibrary.of(elfClass).withoutSectionHeaders().build();
        for (int length = 0; length < segmentsOnly.length; length++) {
            readOrRefuse(Arrays.copyOf(segmentsOnly, length), "cut at " + length);
        }
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void everyByteDamaged(ElfClass elfClass) {
        for (Hash hash : new Hash[] {Hash.GNU, Hash.SYSV}) {
            byte[] elf = SampleLibrary.of(elfClass).hash(hash).build();
            for (int i = 0; i < elf.length; i++) {
                for (int value : new int[] {0, 0xff}) {
                    readOrRefuse(changed(elf, i, value), hash + " byte " + i + " = " + value);
                }
            }
        }
    }

    @Test
    void manyBytesDamaged() {
        Random random = new Random(1);
        for (int round = 0; round < 3000; round++) {
            ElfClass elfClass = ElfClass.values()[round % 2];
            byte[] elf = SampleLibrary.of(elfClass).hash(Hash.BOTH).build();
            for (int i = 0; i < 20; i++) {
                elf[random.nextInt(elf.length)] = (byte) random.nextInt();
            }
            readOrRefuse(elf, "round " + round);
        }
    }

    /** Asks for everything there is. */
    private static void readOrRefuse(byte[] bytes, String what) {
        try {
            ElfFile file;
            try {
                file = ElfFile.read("x", ByteBuffer.wrap(bytes));
            } catch (ElfFormatException e) {
                return;
            }
            for (Consumer<ElfFile> question : QUESTIONS) {
                try {
                    question.accept(file);
                } catch (ElfFormatException e) {
                    assertNotNull(e.getMessage());
                }
            }
        } catch (RuntimeException | Error e) {
            fail(what, e);
        }
    }

    private static final List<Consumer<ElfFile>> QUESTIONS =
            List.of(
                    file -> file.sections().forEach(file::data),
                    file -> file.symbols().ifPresent(s -> s.forEach(Symbol::displayName)),
                    file -> file.dynamicSymbols().ifPresent(s -> s.forEach(Symbol::displayName)),
                    ElfFile::notes,
                    ElfFile::buildId,
                    ElfFile::debugLink,
                    ElfFile::needed,
                    ElfFile::soName,
                    DamagedElfTest::sectionRelocations,
                    file -> dynamic(file).symbols().lookup("multi", "V2"),
                    file -> dynamic(file).symbols().lookup("late"),
                    file -> dynamic(file).symbols().all().forEach(Symbol::displayName),
                    file -> dynamic(file).relocations().general(),
                    file -> dynamic(file).relocations().plt(),
                    file -> dynamic(file).relocations().relativePlaces(),
                    file -> ElfImage.at(file.memory(), "x", 0x10000).buildId());

    private static void sectionRelocations(ElfFile file) {
        for (Section section : file.sections()) {
            if (section.type() == Section.SHT_RELA || section.type() == Section.SHT_REL) {
                file.relocations(section);
            }
        }
    }

    private static DynamicSection dynamic(ElfFile file) {
        return file.image()
                .dynamic()
                .orElseThrow(() -> new ElfFormatException("x", Reason.MALFORMED, "none", 0));
    }

    @Test
    void hashChainsWithoutEnd() {
        ElfFile circular = withDynamicTable(Hash.SYSV, ".hash", DamagedElfTest::closeChains);
        DynamicSymbols symbols = dynamic(circular).symbols();
        ElfFormatException e =
                assertTimeoutPreemptively(
                        SOON,
                        () ->
                                assertThrows(
                                        ElfFormatException.class, () -> symbols.lookup("absent")));
        assertTrue(e.getMessage().contains("DT_HASH chain"), e.getMessage());

        ElfFile endless = withDynamicTable(Hash.GNU, ".gnu.hash", DamagedElfTest::openChains);
        DynamicSymbols others = dynamic(endless).symbols();
        assertTimeoutPreemptively(SOON, () -> others.lookup("absent"));
        assertTimeoutPreemptively(
                SOON,
                () -> {
                    try {
                        others.all();
                    } catch (ElfFormatException expected) {
                        assertEquals(Reason.TRUNCATED, expected.reason());
                    }
                });
    }

    /** All chain entries lead to symbol 1, and so do all buckets. */
    private static void closeChains(ByteBuffer table) {
        for (int at = 8; at < table.limit(); at += 4) {
            table.putInt(at, 1);
        }
    }

    /** No hash value is a bucket's last. */
    private static void openChains(ByteBuffer table) {
        int chains = 16 + 8 * table.getInt(8) + 4 * table.getInt(0);
        for (int at = chains; at < table.limit(); at += 4) {
            table.putInt(at, table.getInt(at) & ~1);
        }
    }

    private static ElfFile withDynamicTable(Hash hash, String name, Consumer<ByteBuffer> damage) {
        byte[] elf = SampleLibrary.of(ElfClass.ELF64).hash(hash).build();
        ByteBuffer buffer = ByteBuffer.wrap(elf);
        Section section = ElfFile.read("x", buffer).section(name).orElseThrow();
        damage.accept(
                buffer.slice((int) section.offset(), (int) section.size())
                        .order(ByteOrder.LITTLE_ENDIAN));
        return ElfFile.read("x", buffer);
    }

    @Test
    void tablesThatClaimToBeHuge() {
        for (long tag :
                new long[] {
                    DynamicTag.DT_RELASZ,
                    DynamicTag.DT_PLTRELSZ,
                    DynamicTag.DT_RELRSZ,
                    DynamicTag.DT_STRSZ
                }) {
            ElfFile file =
                    SampleLibrary.of(ElfClass.ELF64)
                            .dynamicEntry(tag, Long.MAX_VALUE - 7)
                            .buildFile();
            ElfFormatException e =
                    assertThrows(
                            ElfFormatException.class,
                            () -> {
                                DynamicSection dynamic = dynamic(file);
                                dynamic.soName();
                                dynamic.relocations().general();
                                dynamic.relocations().plt();
                                dynamic.relocations().relativePlaces();
                            });
            assertTrue(e.getMessage().contains("outside the module"), e.getMessage());
        }
    }

    @Test
    void tablesOfForeignEntrySize() {
        ElfFile file =
                SampleLibrary.of(ElfClass.ELF64)
                        .dynamicEntry(DynamicTag.DT_RELAENT, 12)
                        .buildFile();
        DynamicRelocations relocations = dynamic(file).relocations();
        ElfFormatException e = assertThrows(ElfFormatException.class, relocations::general);
        assertTrue(e.getMessage().contains("entries of 12 bytes"), e.getMessage());
        byte[] elf = SampleLibrary.of(ElfClass.ELF64).build();
        ElfFile whole = ElfFile.read("x", ByteBuffer.wrap(elf));
        int symtab = whole.section(".symtab").orElseThrow().index();
        int entrySizeAt = (int) whole.header().sectionHeaderOffset() + 64 * symtab + 56;
        ElfFile damaged = ElfFile.read("x", ByteBuffer.wrap(changed(elf, entrySizeAt, 23)));
        assertThrows(ElfFormatException.class, damaged::symbols);
    }

    @Test
    void versionCountsBeyondTheTables() {
        ElfFile file =
                SampleLibrary.of(ElfClass.ELF64)
                        .dynamicEntry(DynamicTag.DT_VERDEFNUM, 1L << 40)
                        .dynamicEntry(DynamicTag.DT_VERNEEDNUM, 1L << 40)
                        .buildFile();
        assertTrue(dynamic(file).symbols().lookup("multi", "V2").isPresent());
    }

    @Test
    void versionsThatOverlapEndlessly() {
        byte[] elf =
                SampleLibrary.of(ElfClass.ELF64)
                        .readOnly(".versions", endlessNeeds())
                        .dynamicEntry(DynamicTag.DT_VERNEEDNUM, 1L << 40)
                        .build();
        Section needs = ElfFile.read("x", ByteBuffer.wrap(elf)).section(".versions").orElseThrow();
        ElfFile file =
                SampleLibrary.of(ElfClass.ELF64)
                        .readOnly(".versions", endlessNeeds())
                        .dynamicEntry(DynamicTag.DT_VERNEEDNUM, 1L << 40)
                        .dynamicEntry(DynamicTag.DT_VERNEED, needs.address())
                        .buildFile();
        assertTimeoutPreemptively(
                SOON, () -> assertThrows(ElfFormatException.class, () -> dynamic(file).symbols()));
    }

    /** Each record is a library with 65535 versions, and a version of all libraries before it. */
    private static byte[] endlessNeeds() {
        ByteSink sink = new ByteSink(ElfClass.ELF64);
        for (int i = 0; i < 25_000; i++) {
            sink.u16(1).u16(0xffff).u32(0).u32(16).u32(16);
        }
        return sink.toBytes();
    }
}
