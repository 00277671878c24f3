// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import java.util.function.Predicate;

/**
 * The dynamic symbols of one module, and the dynamic linker's rules for finding a definition among
 * them: hash table, version, binding and visibility. The order of modules is the caller's.
 */
public final class DynamicSymbols {
    private final DynamicSection dynamic;
    private final SymbolTable reachable;
    private final Optional<SymbolHashTable> hashTable;
    private final Optional<VersionTable> versions;

    DynamicSymbols(DynamicSection dynamic) {
        this.dynamic = dynamic;
        ElfClass elfClass = dynamic.image().header().elfClass();
        ElfBytes strings = dynamic.strings();
        ElfBytes symbols =
                dynamic.openTable(DynamicTag.DT_SYMTAB, "the dynamic symbol table")
                        .orElseGet(
                                () ->
                                        new BufferBytes(
                                                dynamic.image().name(), ByteBuffer.allocate(0), 0));
        this.versions = readVersions(dynamic, strings);
        this.reachable = new SymbolTable(elfClass, symbols, strings, versions, Optional.empty());
        this.hashTable = readHashTable(dynamic, elfClass);
    }

    private static Optional<VersionTable> readVersions(DynamicSection dynamic, ElfBytes strings) {
        Optional<ElfBytes> symbolVersions =
                dynamic.openTable(DynamicTag.DT_VERSYM, "the symbol version table");
        VersionTable.Reader reader = new VersionTable.Reader(strings);
        if (symbolVersions.isPresent()) {
            long defined = dynamic.value(DynamicTag.DT_VERDEFNUM).orElse(0);
            dynamic.openTable(DynamicTag.DT_VERDEF, "the version definitions")
                    .ifPresent(table -> reader.addDefinitions(table, defined));
            long needed = dynamic.value(DynamicTag.DT_VERNEEDNUM).orElse(0);
            dynamic.openTable(DynamicTag.DT_VERNEED, "the needed versions")
                    .ifPresent(table -> reader.addNeeds(table, needed));
        }
        return symbolVersions.map(reader::read);
    }

    /** Like the dynamic linker, DT_GNU_HASH goes first. */
    private static Optional<SymbolHashTable> readHashTable(
            DynamicSection dynamic, ElfClass elfClass) {
        Optional<SymbolHashTable> gnu =
                dynamic.openTable(DynamicTag.DT_GNU_HASH, "the GNU hash table")
                        .map(table -> new GnuHashTable(table, elfClass));
        return gnu.isPresent()
                ? gnu
                : dynamic.openTable(DynamicTag.DT_HASH, "the hash table").map(SysvHashTable::new);
    }

    /**
     * The symbol of an index, for example one that a relocation names. Nothing in memory says where
     * the table ends, so that a wrong index may give a nonsensical symbol.
     */
    public Symbol get(int index) {
        return reachable.get(index);
    }

    /**
     * All symbols. Their number is that of DT_HASH. Where there is only DT_GNU_HASH, it is the
     * highest symbol that the table or a relocation refers to: what no one refers to may be missing
     * at the end.
     */
    public SymbolTable all() {
        return reachable.first(Math.min(count(), reachable.size()));
    }

    private int count() {
        if (dynamic.value(DynamicTag.DT_HASH).isPresent()) {
            return dynamic.openTable(DynamicTag.DT_HASH, "the hash table")
                    .map(table -> new SysvHashTable(table).symbolCount())
                    .orElse(0);
        }
        int hashed = hashTable.map(SymbolHashTable::symbolCount).orElse(0);
        return Math.max(hashed, dynamic.relocations().highestSymbolIndex() + 1);
    }

    /**
     * The definition that the dynamic linker takes for a reference that wants {@code version}: of
     * that version, hidden or not; or one without version. An object without version tables
     * satisfies every version.
     *
     * @return empty if this module does not define it, or not visibly (undefined, local, hidden
     *     symbols). IFUNC symbols are returned as they are
     */
    public Optional<Symbol> lookup(String name, String version) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return find(bytes, index -> versions.isEmpty() || versions.get().satisfies(index, version));
    }

    /**
     * The definition for a reference that wants no version: one without version or of the object's
     * first version, else the default version if there is just one.
     *
     * @return as {@link #lookup(String, String)}
     */
    public Optional<Symbol> lookup(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (versions.isEmpty()) {
            return find(bytes, index -> true);
        }
        List<Integer> laterDefaults = new ArrayList<>();
        Optional<Symbol> first =
                find(
                        bytes,
                        index -> {
                            if (versions.get().isBaseOrFirst(index)) {
                                return true;
                            }
                            if (!versions.get().isHidden(index)) {
                                laterDefaults.add(index);
                            }
                            return false;
                        });
        if (first.isPresent() || laterDefaults.size() != 1) {
            return first;
        }
        return Optional.of(get(laterDefaults.get(0))).filter(DynamicSymbols::isVisible);
    }

    /**
     * An import that nevertheless has an address: an executable at a fixed address may use a stub
     * of its own as the address of an imported function, so that all pointers to it are equal. For
     * every reference but that of a call, the dynamic linker takes it as if it were a definition.
     */
    public Optional<Symbol> lookupImportWithAddress(String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return find(bytes, symbol -> symbol.isUndefined() && symbol.value() != 0, index -> true);
    }

    private Optional<Symbol> find(byte[] name, IntPredicate hasRightVersion) {
        return find(name, DynamicSymbols::isDefinition, hasRightVersion);
    }

    private Optional<Symbol> find(
            byte[] name, Predicate<Symbol> isWanted, IntPredicate hasRightVersion) {
        if (hashTable.isEmpty()) {
            return Optional.empty();
        }
        IntPredicate takes =
                index ->
                        reachable.hasName(index, name)
                                && isBindableType(get(index).type())
                                && isWanted.test(get(index))
                                && hasRightVersion.test(index);
        OptionalInt index = hashTable.get().find(name, takes);
        return index.stream().mapToObj(this::get).filter(DynamicSymbols::isVisible).findFirst();
    }

    /** Not passed over by the dynamic linker, as references are and what has no value. */
    private static boolean isDefinition(Symbol symbol) {
        boolean hasValue =
                symbol.value() != 0 || symbol.isAbsolute() || symbol.type() == Symbol.STT_TLS;
        return hasValue && !symbol.isUndefined();
    }

    private static boolean isBindableType(int type) {
        return switch (type) {
            case Symbol.STT_NOTYPE,
                    Symbol.STT_OBJECT,
                    Symbol.STT_FUNC,
                    Symbol.STT_COMMON,
                    Symbol.STT_TLS,
                    Symbol.STT_GNU_IFUNC ->
                    true;
            default -> false;
        };
    }

    private static boolean isVisible(Symbol symbol) {
        boolean bindsGlobally =
                symbol.binding() == Symbol.STB_GLOBAL
                        || symbol.binding() == Symbol.STB_WEAK
                        || symbol.binding() == Symbol.STB_GNU_UNIQUE;
        boolean exported =
                symbol.visibility() == Symbol.STV_DEFAULT
                        || symbol.visibility() == Symbol.STV_PROTECTED;
        return bindsGlobally && exported;
    }
}
