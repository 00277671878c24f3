// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.elf.ElfFile;
import org.nsb.elf.Section;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugInfo;
import org.nsb.generator.debuginfo.DebugInfoReader;
import org.nsb.generator.debuginfo.DebugVariable;

/**
 * The author's shared object.
 *
 * @param symbols of {@code .symtab}, else the dynamic ones
 * @param info everything that its debug information says
 * @param macros what the macros of {@code nsb/vzp.h} left in it
 */
public record PatchModule(
        Path path,
        ElfFile elf,
        Architecture architecture,
        SymbolIndex symbols,
        DebugInfo info,
        Macros macros) {

    /** Names of marker variables begin like this; see {@code nsb/vzp.h}. */
    static final String MARKER = "__vzp_type_";

    /**
     * Reads a patch before it is one.
     *
     * @throws org.nsb.generator.debuginfo.DebugInfoException if it has no debug information
     */
    public static PatchModule read(Path path, Architectures architectures) {
        ElfFile elf = ElfFile.read(path);
        Architecture architecture =
                architectures.forElf(elf.header().elfClass(), elf.header().machine());
        SymbolIndex symbols =
                elf.symbols()
                        .or(elf::dynamicSymbols)
                        .map(SymbolIndex::of)
                        .orElseGet(SymbolIndex::empty);
        DebugInfo info =
                new Linkage(symbols).complete(new DebugInfoReader().read(path, name -> true));
        List<VzpRecord> records =
                elf.section(VzpRecords.SECTION)
                        .map(s -> VzpRecords.parse(elf.name(), elf.data(s)))
                        .orElse(List.of());
        return new PatchModule(path, elf, architecture, symbols, info, new Macros(records));
    }

    /** What the patch defines and refers to, as the sources of the target call it. */
    public Set<String> names() {
        Set<String> names = new HashSet<>();
        info.functions().forEach(f -> names.add(f.name()));
        info.variables().stream()
                .map(DebugVariable::name)
                .filter(n -> !n.startsWith(MARKER))
                .forEach(names::add);
        macros.records().stream()
                .filter(r -> r.kind() != VzpRecord.Kind.FILE)
                .forEach(
                        r -> {
                            names.add(r.name());
                            names.add(r.argument());
                        });
        elf.dynamicSymbols().stream()
                .flatMap(table -> table.stream())
                .forEach(s -> names.add(MangledName.sourceName(s.name())));
        return names;
    }

    /**
     * The author's functions, each name once. What has no debug information is the compiler's own,
     * unless it is another name of a function that has.
     */
    List<PatchFunction> functions() {
        Map<String, PatchFunction> functions = new LinkedHashMap<>();
        for (DebugFunction f : info.functions()) {
            if (f.hasCode() && !inStartupSection(f.address())) {
                functions.putIfAbsent(f.linkageName() + "@" + f.address(), function(f));
            }
        }
        for (PatchFunction f : List.copyOf(functions.values())) {
            for (Symbol other : symbols.functionsAt(f.address())) {
                DebugFunction alias = f.debug().linkedAs(other.name());
                boolean plain = other.name().indexOf('.') < 0 && other.name().indexOf('@') < 0;
                if (plain) {
                    functions.putIfAbsent(other.name() + "@" + f.address(), function(alias));
                }
            }
        }
        return List.copyOf(functions.values());
    }

    private PatchFunction function(DebugFunction f) {
        String targetName =
                macros.alias(f.unit().name(), f.name())
                        .map(alias -> renamed(f.linkageName(), alias))
                        .orElse(f.linkageName());
        return new PatchFunction(
                f,
                PatchFunction.symbolOf(f, symbols.functionsAt(f.address())),
                targetName,
                macros.fileContext(f.unit(), f.declared()),
                macros.inAuthorsSource(f.unit(), f.declared()));
    }

    /** A static function keeps the mark of its linkage: the target has it too. */
    private static String renamed(String linkageName, String name) {
        Optional<MangledName> parsed = MangledName.parse(linkageName);
        if (parsed.isEmpty()) {
            return name;
        }
        String before = parsed.get().name().length() + parsed.get().name();
        int at = linkageName.length() - parsed.get().after().length() - before.length();
        return linkageName.substring(0, at) + name.length() + name + parsed.get().after();
    }

    /** {@code _init} and {@code _fini}, made of pieces from everywhere. */
    private boolean inStartupSection(long address) {
        Optional<Section> section =
                elf.sections().stream().filter(s -> s.contains(address)).findFirst();
        return section.map(s -> s.name().equals(".init") || s.name().equals(".fini")).orElse(false);
    }
}
