// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.nsb.elf.BuildId;
import org.nsb.elf.ElfFile;
import org.nsb.elf.ElfHeader;
import org.nsb.elf.Section;

/**
 * A patch as a file: the shared object, and the metadata that the generator put into it.
 *
 * @param path where it was read from
 * @param elf the shared object
 * @param vzpatch content of its section {@link Vzpatch#SECTION}; of the same build-id and CPU as
 *     the shared object
 */
public record PatchFile(Path path, ElfFile elf, Vzpatch vzpatch) {

    /**
     * Reads a patch.
     *
     * @throws java.io.UncheckedIOException if the file cannot be read
     * @throws org.nsb.elf.ElfFormatException if it is not an ELF file, or damaged
     * @throws VzpatchFormatException if the metadata is missing, damaged, or not of this file
     */
    public static PatchFile read(Path path) {
        return of(path, ElfFile.read(path));
    }

    /** The same of a file that is open already. */
    public static PatchFile of(Path path, ElfFile elf) {
        if (elf.header().type() != ElfHeader.ET_DYN) {
            throw bad(elf, "not a shared object (ELF type " + elf.header().type() + ")");
        }
        Section section =
                elf.section(Vzpatch.SECTION)
                        .filter(Section::hasData)
                        .orElseThrow(
                                () ->
                                        bad(
                                                elf,
                                                "not an nsb patch: make one of it with 'nsb"
                                                        + " generate'"));
        if (section.size() > VzpatchCodec.MAX_BYTES) {
            throw bad(elf, "metadata of " + section.size() + " bytes");
        }
        ByteBuffer data = elf.data(section);
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        Vzpatch vzpatch = VzpatchCodec.decode(bytes, elf.name());
        checkIdentity(elf, vzpatch.patch());
        checkSameCpu(elf, vzpatch.target().architecture(), vzpatch.patch().architecture());
        return new PatchFile(path, elf, vzpatch);
    }

    private static void checkIdentity(ElfFile elf, Vzpatch.Module patch) {
        Optional<BuildId> own = elf.buildId();
        if (own.isEmpty() || !own.get().equals(patch.buildId())) {
            throw bad(
                    elf,
                    "its build-id is "
                            + own.map(BuildId::hex).orElse("missing")
                            + ", but its metadata was made for "
                            + patch.buildId()
                            + "; run 'nsb generate' again");
        }
        ElfHeader header = elf.header();
        Vzpatch.ElfArchitecture said = patch.architecture();
        if (header.machine() != said.machine() || header.elfClass().bits() != said.bits()) {
            throw bad(
                    elf,
                    "its ELF header says machine "
                            + header.machine()
                            + ", "
                            + header.elfClass().bits()
                            + " bits; its metadata says "
                            + said);
        }
    }

    private static void checkSameCpu(
            ElfFile elf, Vzpatch.ElfArchitecture target, Vzpatch.ElfArchitecture patch) {
        if (target.machine() != patch.machine() || target.bits() != patch.bits()) {
            throw bad(elf, "it was made for " + target + ", but its code is for " + patch);
        }
    }

    private static VzpatchFormatException bad(ElfFile elf, String problem) {
        return new VzpatchFormatException(elf.name(), problem);
    }
}
