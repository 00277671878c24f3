// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.nsb.elf.Section.SHF_ALLOC;
import static org.nsb.elf.Section.SHF_EXECINSTR;
import static org.nsb.elf.Section.SHF_WRITE;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds small valid ELF files in memory, for tests. Sections are laid out in three PT_LOAD
 * segments (read-only, executable, writable); link-time addresses differ from file offsets. What
 * the dynamic linker needs is generated from the dynamic symbols and relocations.
 *
 * <pre>{@code
 * byte[] library =
 *         ElfBuilder.elf64(62)
 *                 .text(".text", code)
 *                 .buildId("0123456789abcdef")
 *                 .soName("libx.so.1")
 *                 .dynamicSymbol(TestSymbol.function("f", ".text", 0, 16).version("V1"))
 *                 .build();
 * }</pre>
 */
public final class ElfBuilder {
    /** Which hash tables the dynamic section has. */
    public enum Hash {
        NONE,
        SYSV,
        GNU,
        BOTH
    }

    final ElfClass elfClass;
    final int machine;
    int type = ElfHeader.ET_DYN;
    long baseAddress;
    int pageSize = 4096;
    int flags;
    String entrySection = "";
    boolean sectionHeaders = true;
    Hash hash = Hash.GNU;
    boolean rela;
    String soName = "";
    final List<TestSection> userSections = new ArrayList<>();
    final List<TestSymbol> symbols = new ArrayList<>();
    final List<TestSymbol> dynamicSymbols = new ArrayList<>();
    final List<TestRelocation> sectionRelocations = new ArrayList<>();
    final List<TestRelocation> dynamicRelocations = new ArrayList<>();
    final List<TestRelocation> pltRelocations = new ArrayList<>();
    final List<TestRelocation> relativePlaces = new ArrayList<>();
    final List<String> needed = new ArrayList<>();
    final List<DynamicSection.Entry> dynamicEntries = new ArrayList<>();

    private ElfBuilder(ElfClass elfClass, int machine) {
        this.elfClass = elfClass;
        this.machine = machine;
        this.rela = elfClass == ElfClass.ELF64;
    }

    /** An ET_DYN file; relocations carry their addends. */
    public static ElfBuilder elf64(int machine) {
        return new ElfBuilder(ElfClass.ELF64, machine);
    }

    /** An ET_DYN file; relocations do not carry their addends. */
    public static ElfBuilder elf32(int machine) {
        return new ElfBuilder(ElfClass.ELF32, machine);
    }

    public static ElfBuilder of(ElfClass elfClass, int machine) {
        return new ElfBuilder(elfClass, machine);
    }

    /** ET_REL has no segments and no addresses. */
    public ElfBuilder type(int newType) {
        this.type = newType;
        return this;
    }

    /** Link-time address of the first byte. */
    public ElfBuilder baseAddress(long address) {
        this.baseAddress = address;
        return this;
    }

    /** Alignment of segments; small ones make small files. */
    public ElfBuilder pageSize(int bytes) {
        this.pageSize = bytes;
        return this;
    }

    public ElfBuilder flags(int newFlags) {
        this.flags = newFlags;
        return this;
    }

    /** The entry point is the start of this section. */
    public ElfBuilder entry(String section) {
        this.entrySection = section;
        return this;
    }

    public ElfBuilder withoutSectionHeaders() {
        this.sectionHeaders = false;
        return this;
    }

    public ElfBuilder hash(Hash newHash) {
        this.hash = newHash;
        return this;
    }

    /** Whether relocations carry their addends. */
    public ElfBuilder rela(boolean explicitAddends) {
        this.rela = explicitAddends;
        return this;
    }

    public ElfBuilder section(String name, int sectionType, long sectionFlags, byte[] content) {
        return section(name, sectionType, sectionFlags, 16, content);
    }

    public ElfBuilder section(
            String name, int sectionType, long sectionFlags, int alignment, byte[] content) {
        byte[] copy = content.clone();
        userSections.add(new TestSection(name, sectionType, sectionFlags, alignment, () -> copy));
        return this;
    }

    public ElfBuilder text(String name, byte[] content) {
        return section(name, Section.SHT_PROGBITS, SHF_ALLOC | SHF_EXECINSTR, content);
    }

    public ElfBuilder readOnly(String name, byte[] content) {
        return section(name, Section.SHT_PROGBITS, SHF_ALLOC, content);
    }

    public ElfBuilder data(String name, byte[] content) {
        return section(name, Section.SHT_PROGBITS, SHF_ALLOC | SHF_WRITE, content);
    }

    public ElfBuilder bss(String name, int size) {
        return section(name, Section.SHT_NOBITS, SHF_ALLOC | SHF_WRITE, new byte[size]);
    }

    /** Initial values of thread-local variables: makes a PT_TLS. */
    public ElfBuilder threadLocals(String name, byte[] content) {
        long tls = SHF_ALLOC | SHF_WRITE | Section.SHF_TLS;
        return section(name, Section.SHT_PROGBITS, tls, content);
    }

    /** A section that is not loaded. */
    public ElfBuilder notLoaded(String name, byte[] content) {
        return section(name, Section.SHT_PROGBITS, 0, content);
    }

    /** A loaded note section of its own. */
    public ElfBuilder note(String section, String owner, int noteType, byte[] content) {
        byte[] ownerBytes = (owner + "\0").getBytes(StandardCharsets.UTF_8);
        ByteSink sink = new ByteSink(elfClass);
        sink.u32(ownerBytes.length).u32(content.length).u32(noteType).bytes(ownerBytes);
        sink.padTo((sink.size() + 3) & -4).bytes(content).padTo((sink.size() + 3) & -4);
        return section(section, Section.SHT_NOTE, SHF_ALLOC, 4, sink.toBytes());
    }

    /**
     * @param hex lower-case digits
     */
    public ElfBuilder buildId(String hex) {
        byte[] id = BuildId.parse(hex).bytes();
        return note(".note.gnu.build-id", Note.GNU, Note.NT_GNU_BUILD_ID, id);
    }

    public ElfBuilder debugLink(String fileName, int crc) {
        byte[] name = (fileName + "\0").getBytes(StandardCharsets.UTF_8);
        ByteSink sink = new ByteSink(elfClass).bytes(name).padTo((name.length + 3) & -4).u32(crc);
        return notLoaded(".gnu_debuglink", sink.toBytes());
    }

    /** Into .symtab. */
    public ElfBuilder symbol(TestSymbol symbol) {
        symbols.add(symbol);
        return this;
    }

    /** Into .dynsym. */
    public ElfBuilder dynamicSymbol(TestSymbol symbol) {
        dynamicSymbols.add(symbol);
        return this;
    }

    /** Into .rela.NAME or .rel.NAME of a relocatable file; the symbol is one of .symtab. */
    public ElfBuilder relocation(TestRelocation relocation) {
        sectionRelocations.add(relocation);
        return this;
    }

    /** Into DT_RELA or DT_REL; the symbol is one of .dynsym. */
    public ElfBuilder dynamicRelocation(TestRelocation relocation) {
        dynamicRelocations.add(relocation);
        return this;
    }

    /** Into DT_JMPREL. */
    public ElfBuilder pltRelocation(TestRelocation relocation) {
        pltRelocations.add(relocation);
        return this;
    }

    /** Into DT_RELR: places in ascending order, of one section. */
    public ElfBuilder relative(String section, long... offsets) {
        for (long offset : offsets) {
            relativePlaces.add(TestRelocation.of(section, offset, 0, "", 0));
        }
        return this;
    }

    public ElfBuilder needed(String library) {
        needed.add(library);
        return this;
    }

    public ElfBuilder soName(String name) {
        this.soName = name;
        return this;
    }

    /** An additional entry of the dynamic section. */
    public ElfBuilder dynamicEntry(long tag, long value) {
        dynamicEntries.add(new DynamicSection.Entry(tag, value));
        return this;
    }

    /** The bytes of the file. The builder can be changed and used again. */
    public byte[] build() {
        return new ElfLayout(this).write();
    }

    /** The file, read again. */
    public ElfFile buildFile() {
        return ElfFile.read("built.so", ByteBuffer.wrap(build()));
    }

    boolean isDynamic() {
        return type != ElfHeader.ET_REL
                && !(dynamicSymbols.isEmpty()
                        && needed.isEmpty()
                        && soName.isEmpty()
                        && dynamicRelocations.isEmpty()
                        && pltRelocations.isEmpty()
                        && relativePlaces.isEmpty()
                        && dynamicEntries.isEmpty());
    }
}
