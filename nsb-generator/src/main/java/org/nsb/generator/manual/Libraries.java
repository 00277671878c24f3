// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nsb.elf.ElfFile;
import org.nsb.elf.ElfFormatException;
import org.nsb.elf.Symbol;

/**
 * The libraries that a module needs, as far as this machine has them. Good for warnings only: the
 * process may run with others.
 */
final class Libraries {
    private static final List<Path> ROOTS = List.of(Path.of("/lib"), Path.of("/usr/lib"));

    private final ElfFile module;
    private final Path directory;
    private List<ElfFile> loaded;

    /**
     * @param path of the module: libraries beside it are found too
     */
    Libraries(ElfFile module, Path path) {
        this.module = module;
        this.directory = path.toAbsolutePath().getParent();
    }

    /** Whether any of them defines {@code name}. */
    boolean define(String name) {
        return load().stream().anyMatch(library -> defines(library, name));
    }

    private static boolean defines(ElfFile library, String name) {
        return library.dynamicSymbols().map(table -> table.find(name)).orElse(List.of()).stream()
                .anyMatch(s -> !s.isUndefined() && s.binding() != Symbol.STB_LOCAL);
    }

    private List<ElfFile> load() {
        if (loaded == null) {
            loaded = new ArrayList<>();
            Set<String> seen = new HashSet<>();
            Deque<String> waiting = new ArrayDeque<>(module.needed());
            while (!waiting.isEmpty()) {
                String name = waiting.remove();
                if (seen.add(name)) {
                    find(name)
                            .ifPresent(
                                    library -> {
                                        loaded.add(library);
                                        waiting.addAll(library.needed());
                                    });
                }
            }
        }
        return loaded;
    }

    private Optional<ElfFile> find(String name) {
        for (Path place : directories()) {
            Path file = place.resolve(name);
            if (Files.isReadable(file)) {
                try {
                    ElfFile found = ElfFile.read(file);
                    if (found.header().machine() == module.header().machine()
                            && found.header().elfClass() == module.header().elfClass()) {
                        return Optional.of(found);
                    }
                } catch (ElfFormatException e) {
                    // a linker script, for instance: not what the dynamic linker would load
                    continue;
                }
            }
        }
        return Optional.empty();
    }

    private List<Path> directories() {
        List<Path> all = new ArrayList<>(List.of(directory));
        for (Path root : ROOTS) {
            all.add(root);
            try (DirectoryStream<Path> children =
                    Files.newDirectoryStream(root, p -> p.toString().contains("-linux-"))) {
                children.forEach(all::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        all.add(Path.of("/lib64"));
        all.add(Path.of("/usr/lib64"));
        return all;
    }
}
