// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.nsb.arch.Architecture;
import org.nsb.arch.RelocationRule;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.elf.DynamicSection;
import org.nsb.elf.Relocation;
import org.nsb.elf.Symbol;
import org.nsb.patcher.target.RemoteMemory;

/** The slots of loaded modules that the dynamic linker has filled in. */
final class ModuleSlots {
    private final RemoteMemory memory;
    private final Architecture architecture;
    private final Map<LoadedModule, List<Relocation>> relocations = new HashMap<>();

    ModuleSlots(RemoteMemory memory, Architecture architecture) {
        this.memory = memory;
        this.architecture = architecture;
    }

    /**
     * A slot.
     *
     * @param relocation that filled it
     * @param value what it holds now
     */
    record Slot(Relocation relocation, long value) {}

    /** The slots of a module that were filled by relocations of one kind. */
    Stream<Slot> of(LoadedModule module, Formula formula) {
        return relocations(module).stream()
                .filter(r -> rule(r) == formula)
                .map(r -> new Slot(r, word(module.image().address(r.offset()))));
    }

    /** The slots of a module for one imported symbol. */
    Stream<Slot> of(LoadedModule module, Formula formula, String name, String version) {
        return relocations(module).stream()
                .filter(r -> rule(r) == formula && names(module, r, name, version))
                .map(r -> new Slot(r, word(module.image().address(r.offset()))));
    }

    /** The symbol that a slot is for; only for relocations that have one. */
    Symbol symbol(LoadedModule module, Relocation relocation) {
        return module.dynamic().orElseThrow().symbols().get(relocation.symbolIndex());
    }

    /** An address-sized word of the process. */
    long word(long address) {
        int size = architecture.pointerSize();
        var bytes = memory.read(address, size).order(architecture.byteOrder());
        return size == Long.BYTES ? bytes.getLong() : bytes.getInt() & 0xffff_ffffL;
    }

    private Formula rule(Relocation relocation) {
        return architecture
                .relocations()
                .rule(relocation.type())
                .map(RelocationRule::formula)
                .orElse(Formula.NONE);
    }

    private boolean names(LoadedModule module, Relocation relocation, String name, String version) {
        if (relocation.symbolIndex() == 0) {
            return false;
        }
        Symbol symbol = symbol(module, relocation);
        return symbol.name().equals(name)
                && (version.isEmpty()
                        || symbol.version().isEmpty()
                        || symbol.version().get().name().equals(version));
    }

    private List<Relocation> relocations(LoadedModule module) {
        return relocations.computeIfAbsent(module, ModuleSlots::readRelocations);
    }

    private static List<Relocation> readRelocations(LoadedModule module) {
        return module.dynamic()
                .map(DynamicSection::relocations)
                .map(r -> Stream.concat(r.general().stream(), r.plt().stream()).toList())
                .orElse(List.of());
    }
}
