// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.link;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.nsb.elf.ElfSectionAppender;
import org.nsb.vzpatch.Vzpatch;
import org.nsb.vzpatch.VzpatchCodec;

/** Makes a patch file of a shared object and the metadata. */
public final class PatchWriter {

    /**
     * Writes {@code output}: what {@code sharedObject} contains, with the metadata, and marked so
     * that the dynamic linker does not load it. The file appears as a whole or not at all; both
     * paths may be the same.
     *
     * @throws UncheckedIOException if a file cannot be read or written
     * @throws org.nsb.elf.ElfFormatException if the shared object is damaged
     */
    public void write(Path sharedObject, Vzpatch vzpatch, Path output) {
        try {
            byte[] elf = Files.readAllBytes(sharedObject);
            byte[] marked = new LoadingBan(sharedObject.toString(), elf).apply();
            byte[] patch =
                    ElfSectionAppender.append(
                            sharedObject.toString(),
                            marked,
                            Vzpatch.SECTION,
                            VzpatchCodec.encode(vzpatch));
            replace(output, patch, sharedObject);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Path output, byte[] content, Path permissionsOf)
            throws IOException {
        Path directory = output.toAbsolutePath().getParent();
        Path temporary = Files.createTempFile(directory, ".nsb-", ".so");
        try {
            Files.write(temporary, content);
            Files.setPosixFilePermissions(temporary, Files.getPosixFilePermissions(permissionsOf));
            Files.move(
                    temporary,
                    output,
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
