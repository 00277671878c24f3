// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.elf.BuildId;
import org.nsb.elf.DynamicSection;
import org.nsb.elf.DynamicTag;
import org.nsb.elf.ElfFile;
import org.nsb.elf.Segment;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugFileFinder;
import org.nsb.generator.debuginfo.DebugFileFinder.DebugFile;
import org.nsb.generator.debuginfo.DebugInfo;
import org.nsb.generator.debuginfo.DebugInfoException;
import org.nsb.generator.debuginfo.DebugInfoReader;

/**
 * The module whose functions are replaced, as far as the patch speaks of it.
 *
 * @param elf the file that is mapped into processes
 * @param debugFile where {@code info} and perhaps {@code symbols} come from
 * @param symbols of {@code .symtab}, from the file or its debug file; else the dynamic ones
 * @param info about the names that the patch uses
 */
public record TargetModule(
        Path path,
        ElfFile elf,
        Architecture architecture,
        BuildId buildId,
        Path debugFile,
        SymbolIndex symbols,
        DebugInfo info) {
    private static final long DF_1_PIE = 0x0800_0000;

    /**
     * Reads a target.
     *
     * @param names what the patch defines and refers to, as the sources call it
     * @throws DebugInfoException if it has no debug information, or no build-id
     */
    public static TargetModule read(
            Path path, Optional<Path> debugPath, Architectures architectures, Set<String> names) {
        ElfFile elf = ElfFile.read(path);
        Architecture architecture =
                architectures.forElf(elf.header().elfClass(), elf.header().machine());
        BuildId buildId =
                elf.buildId()
                        .orElseThrow(
                                () ->
                                        new DebugInfoException(
                                                DebugInfoException.Reason.MISMATCH,
                                                path.toString(),
                                                "has no build-id, so no process can be told to run"
                                                        + " it; link it with -Wl,--build-id"));
        DebugFile debug = new DebugFileFinder().find(elf, path, debugPath);
        SymbolIndex symbols = symbols(elf, debug.elf());
        Set<String> wanted = withAliases(names, symbols);
        DebugInfo info =
                new Linkage(symbols)
                        .complete(new DebugInfoReader().read(debug.path(), wanted::contains));
        return new TargetModule(path, elf, architecture, buildId, debug.path(), symbols, info);
    }

    private static SymbolIndex symbols(ElfFile elf, ElfFile debug) {
        return elf.symbols()
                .or(debug::symbols)
                .or(elf::dynamicSymbols)
                .map(SymbolIndex::of)
                .orElseGet(SymbolIndex::empty);
    }

    /** Debug information knows a function by one name only; the others are in the symbol table. */
    private static Set<String> withAliases(Set<String> names, SymbolIndex symbols) {
        Set<String> all = new HashSet<>(names);
        for (String name : names) {
            for (Symbol symbol : symbols.named(name)) {
                symbols.functionsAt(symbol.value())
                        .forEach(alias -> all.add(MangledName.sourceName(alias.name())));
            }
        }
        return all;
    }

    /** Symbols that the dynamic linker sees, defined or not. */
    List<Symbol> dynamic(String name) {
        return elf.dynamicSymbols().map(table -> table.find(name)).orElse(List.of());
    }

    /** Whether there is no dynamic linker that could find further symbols. */
    boolean isStatic() {
        boolean interpreted = elf.segments().stream().anyMatch(s -> s.type() == Segment.PT_INTERP);
        Optional<DynamicSection> dynamic = elf.image().dynamic();
        boolean executable =
                dynamic.isEmpty()
                        || (dynamic.get().value(DynamicTag.DT_FLAGS_1).orElse(0) & DF_1_PIE) != 0;
        return executable && !interpreted;
    }

    /** File name without directories. */
    public String name() {
        return path.getFileName().toString();
    }
}
