// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ElfSectionAppenderTest {
    private static final byte[] CONTENT = "what to bind".getBytes(StandardCharsets.UTF_8);

    private static ElfFile append(byte[] elf, String name, byte[] content) {
        return ElfFile.read(
                "new.so", ByteBuffer.wrap(ElfSectionAppender.append("x.so", elf, name, content)));
    }

    private static byte[] content(ElfFile file, String name) {
        ByteBuffer data = file.data(file.section(name).orElseThrow());
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        return bytes;
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void addsASection(ElfClass elfClass) {
        byte[] elf = SampleLibrary.of(elfClass).build();
        ElfFile before = ElfFile.read("x.so", ByteBuffer.wrap(elf));
        ElfFile after = append(elf, "vzpatch", CONTENT);
        assertArrayEquals(CONTENT, content(after, "vzpatch"));
        Section added = after.section("vzpatch").orElseThrow();
        assertEquals(before.sections().size(), added.index());
        assertEquals(Section.SHT_PROGBITS, added.type());
        assertFalse(added.isAllocated());
        assertEquals(before.segments(), after.segments());
        for (Section section : before.sections()) {
            if (!section.name().equals(".shstrtab")) {
                assertEquals(section, after.section(section.index()));
                assertEquals(before.data(section), after.data(section));
            }
        }
        assertEquals(before.symbols().get().get(2), after.symbols().get().get(2));
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void onlyTheElfHeaderChangesInPlace(ElfClass elfClass) {
        byte[] elf = SampleLibrary.of(elfClass).build();
        byte[] after = ElfSectionAppender.append("x.so", elf, "vzpatch", CONTENT);
        int header = elfClass.headerSize();
        assertArrayEquals(
                Arrays.copyOfRange(elf, header, elf.length),
                Arrays.copyOfRange(after, header, elf.length));
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void replacesASectionOfThatName(ElfClass elfClass) {
        byte[] elf = SampleLibrary.of(elfClass).notLoaded("vzpatch", new byte[99]).build();
        ElfFile before = ElfFile.read("x.so", ByteBuffer.wrap(elf));
        ElfFile after = append(elf, "vzpatch", CONTENT);
        assertArrayEquals(CONTENT, content(after, "vzpatch"));
        assertEquals(before.sections().size(), after.sections().size());
        assertEquals(
                before.section("vzpatch").get().index(), after.section("vzpatch").get().index());
    }

    @Test
    void twoSectionsAndAnEmptyOne() {
        byte[] elf = SampleLibrary.of(ElfClass.ELF64).build();
        byte[] once = ElfSectionAppender.append("x", elf, "a", CONTENT);
        ElfFile twice = append(once, "b", new byte[0]);
        assertArrayEquals(CONTENT, content(twice, "a"));
        assertEquals(0, content(twice, "b").length);
        assertTrue(twice.section(".text").isPresent());
    }

    @ParameterizedTest
    @EnumSource(ElfClass.class)
    void givesSectionHeadersToAFileWithout(ElfClass elfClass) {
        byte[] elf = SampleLibrary.of(elfClass).withoutSectionHeaders().build();
        ElfFile after = append(elf, "vzpatch", CONTENT);
        assertEquals(
                List.of("", "vzpatch", ".shstrtab"),
                after.sections().stream().map(Section::name).toList());
        assertArrayEquals(CONTENT, content(after, "vzpatch"));
        assertEquals("libsample.so.1", after.soName().orElseThrow());
    }

    @Test
    void refusesToReplaceWhatIsLoadedOrNeeded() {
        byte[] elf = SampleLibrary.of(ElfClass.ELF64).build();
        for (String name : List.of(".text", ".shstrtab")) {
            ElfFormatException e =
                    assertThrows(
                            ElfFormatException.class,
                            () -> ElfSectionAppender.append("x.so", elf, name, CONTENT));
            assertTrue(e.getMessage().contains("'" + name + "'"), e.getMessage());
        }
    }

    @Test
    void refusesDamagedFiles() {
        assertThrows(
                ElfFormatException.class,
                () -> ElfSectionAppender.append("x", new byte[100], "a", CONTENT));
    }

    @Test
    void moreSectionsThanTheHeaderCanCount() {
        ElfBuilder builder = ElfBuilder.elf64(1).type(ElfHeader.ET_REL);
        for (int i = 0; i < 0xff00 - 2; i++) {
            builder.section("s", Section.SHT_PROGBITS, 0, 1, new byte[0]);
        }
        byte[] elf = builder.build();
        assertEquals(0xff00, ElfFile.read("x", ByteBuffer.wrap(elf)).sections().size());
        ElfFile after = append(elf, "vzpatch", CONTENT);
        assertEquals(0xff01, after.sections().size());
        assertEquals(0, after.header().sectionHeaderCount());
        assertArrayEquals(CONTENT, content(after, "vzpatch"));
    }
}
