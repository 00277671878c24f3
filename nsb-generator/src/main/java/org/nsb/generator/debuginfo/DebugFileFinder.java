// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.nsb.elf.BuildId;
import org.nsb.elf.DebugLink;
import org.nsb.elf.ElfFile;
import org.nsb.elf.ElfFormatException;
import org.nsb.elf.Section;

/**
 * Finds the file that has the debug information of a module: the one the user names, else the
 * module itself, else the build-id directory, else what {@code .gnu_debuglink} names (GDB manual,
 * "Debugging Information in Separate Files").
 *
 * <p>A separate file has to be of the same build: same build-id, or, where it has none, the
 * checksum of the debug link.
 */
public final class DebugFileFinder {
    private final Path globalDirectory;

    /** Searches the usual {@code /usr/lib/debug}. */
    public DebugFileFinder() {
        this(Path.of("/usr/lib/debug"));
    }

    /**
     * @param globalDirectory where distributions install debug files
     */
    public DebugFileFinder(Path globalDirectory) {
        this.globalDirectory = globalDirectory;
    }

    /**
     * A file with debug information.
     *
     * @param elf what it contains besides: its symbol table is as good as the module's own
     */
    public record DebugFile(Path path, ElfFile elf) {}

    /**
     * @param module whose debug information is wanted
     * @param path of the module
     * @param explicit what the user named
     * @throws DebugInfoException if there is none, or {@code explicit} belongs to another build
     */
    public DebugFile find(ElfFile module, Path path, Optional<Path> explicit) {
        if (explicit.isPresent()) {
            return named(module, explicit.get());
        }
        if (hasDebugInfo(module)) {
            return new DebugFile(path, module);
        }
        List<Path> places = places(module, path);
        for (Path place : places) {
            Optional<DebugFile> found = matching(module, place);
            if (found.isPresent()) {
                return found.get();
            }
        }
        String searched = places.isEmpty() ? "" : "; searched " + places;
        throw new DebugInfoException(
                DebugInfoException.Reason.MISSING,
                path.toString(),
                "has no debug information" + searched + ". Name it with --debug-file");
    }

    /** Whether the file has entries for functions and variables of its own. */
    public static boolean hasDebugInfo(ElfFile file) {
        return file.section(".debug_info")
                .or(() -> file.section(".zdebug_info"))
                .filter(Section::hasData)
                .isPresent();
    }

    private static DebugFile named(ElfFile module, Path path) {
        ElfFile file = ElfFile.read(path);
        if (!belongs(module, file, path)) {
            throw new DebugInfoException(
                    DebugInfoException.Reason.MISMATCH,
                    path.toString(),
                    "debug information of another build: build-id "
                            + idOf(file)
                            + ", but "
                            + module.name()
                            + " has "
                            + idOf(module));
        }
        if (!hasDebugInfo(file)) {
            throw new DebugInfoException(
                    DebugInfoException.Reason.MISSING, path.toString(), "has no debug information");
        }
        return new DebugFile(path, file);
    }

    private static String idOf(ElfFile file) {
        return file.buildId().map(BuildId::hex).orElse("none");
    }

    private List<Path> places(ElfFile module, Path path) {
        List<Path> places = new ArrayList<>();
        module.buildId()
                .map(BuildId::hex)
                .filter(hex -> hex.length() > 2)
                .ifPresent(hex -> places.add(buildIdPlace(hex)));
        Optional<String> link =
                module.debugLink().map(DebugLink::fileName).filter(n -> !n.contains("/"));
        if (link.isPresent()) {
            Path directory = real(path).getParent();
            places.add(directory.resolve(link.get()));
            places.add(directory.resolve(".debug").resolve(link.get()));
            Path relative = Path.of("/").relativize(directory);
            places.add(globalDirectory.resolve(relative).resolve(link.get()));
        }
        return places;
    }

    private Path buildIdPlace(String hex) {
        return globalDirectory
                .resolve(".build-id")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2) + ".debug");
    }

    private static Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<DebugFile> matching(ElfFile module, Path place) {
        if (!Files.isReadable(place)) {
            return Optional.empty();
        }
        try {
            ElfFile file = ElfFile.read(place);
            return hasDebugInfo(file) && belongs(module, file, place)
                    ? Optional.of(new DebugFile(place, file))
                    : Optional.empty();
        } catch (ElfFormatException e) {
            // the search goes on: this is not the file
            return Optional.empty();
        }
    }

    private static boolean belongs(ElfFile module, ElfFile file, Path path) {
        if (file.buildId().isPresent() && module.buildId().isPresent()) {
            return file.buildId().equals(module.buildId());
        }
        return module.debugLink().isPresent() && checksum(path) == module.debugLink().get().crc();
    }

    private static int checksum(Path path) {
        CRC32 crc = new CRC32();
        try (InputStream in = new CheckedInputStream(Files.newInputStream(path), crc)) {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return (int) crc.getValue();
    }
}
