// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The versions of an object's dynamic symbols: version index of each symbol (.gnu.version), and
 * what the indexes stand for (.gnu.version_d: defined here, .gnu.version_r: needed of others). LSB,
 * "Symbol Versioning".
 */
final class VersionTable {
    private static final int VERSYM_HIDDEN = 0x8000;
    private static final int VERSYM_VERSION = 0x7fff;
    private static final int VER_FLG_BASE = 1;

    /** Version indexes at or above this are one of several versions: they need to be asked for. */
    private static final int FIRST_LATER_VERSION = 3;

    private static final int LONGEST_NAME = 1024;

    private final ElfBytes symbolVersions;
    private final Map<Integer, Entry> entries;

    private VersionTable(ElfBytes symbolVersions, Map<Integer, Entry> entries) {
        this.symbolVersions = symbolVersions;
        this.entries = entries;
    }

    /** The version of a symbol; empty for local and base (unversioned) ones. */
    Optional<SymbolVersion> of(int symbolIndex) {
        int raw = symbolVersions.u16(2L * symbolIndex);
        Entry entry = entries.get(raw & VERSYM_VERSION);
        if (entry == null) {
            if ((raw & VERSYM_VERSION) > 1) {
                throw symbolVersions.malformed(
                        "symbol " + symbolIndex + " has an unknown version index",
                        2L * symbolIndex);
            }
            return Optional.empty();
        }
        boolean isDefault = entry.file.isEmpty() && (raw & VERSYM_HIDDEN) == 0;
        return Optional.of(new SymbolVersion(entry.name, isDefault, entry.file));
    }

    /** Whether the dynamic linker takes this definition for a reference that wants a version. */
    boolean satisfies(int symbolIndex, String version) {
        int raw = symbolVersions.u16(2L * symbolIndex);
        Entry entry = entries.get(raw & VERSYM_VERSION);
        if (entry == null) {
            return (raw & VERSYM_HIDDEN) == 0;
        }
        return entry.name.equals(version);
    }

    /** For a reference without version: the base definition or the first version, always. */
    boolean isBaseOrFirst(int symbolIndex) {
        return (symbolVersions.u16(2L * symbolIndex) & VERSYM_VERSION) < FIRST_LATER_VERSION;
    }

    boolean isHidden(int symbolIndex) {
        return (symbolVersions.u16(2L * symbolIndex) & VERSYM_HIDDEN) != 0;
    }

    private record Entry(String name, Optional<String> file) {}

    /** Collects the tables that are there; an object may have only one kind of them. */
    static final class Reader {
        private final ElfBytes strings;
        private final Map<Integer, Entry> entries = new HashMap<>();
        private int steps;

        Reader(ElfBytes strings) {
            this.strings = strings;
        }

        VersionTable read(ElfBytes symbolVersions) {
            return new VersionTable(symbolVersions, Map.copyOf(entries));
        }

        /** Elf*_Verdef and the first Elf*_Verdaux of each, which names it. */
        void addDefinitions(ElfBytes bytes, long count) {
            long position = 0;
            for (long i = 0; i < count; i++) {
                int flags = bytes.u16(position + 2);
                int index = bytes.u16(position + 4) & VERSYM_VERSION;
                if ((flags & VER_FLG_BASE) == 0) {
                    long auxiliary = position + bytes.u32(position + 12);
                    add(bytes, position, index, bytes.u32(auxiliary), Optional.empty());
                }
                long next = bytes.u32(position + 16);
                if (next == 0) {
                    return;
                }
                position += next;
            }
        }

        /** Elf*_Verneed (one per library) and its Elf*_Vernaux (one per version). */
        void addNeeds(ElfBytes bytes, long count) {
            long position = 0;
            for (long i = 0; i < count; i++) {
                String file = name(bytes.u32(position + 4));
                addNeeds(bytes, position, Optional.of(file));
                long next = bytes.u32(position + 12);
                if (next == 0) {
                    return;
                }
                position += next;
            }
        }

        private void addNeeds(ElfBytes bytes, long need, Optional<String> file) {
            int count = bytes.u16(need + 2);
            long position = need + bytes.u32(need + 8);
            for (int i = 0; i < count; i++) {
                int index = bytes.u16(position + 6) & VERSYM_VERSION;
                add(bytes, position, index, bytes.u32(position + 8), file);
                long next = bytes.u32(position + 12);
                if (next == 0) {
                    return;
                }
                position += next;
            }
        }

        private void add(
                ElfBytes bytes, long position, int index, long nameAt, Optional<String> file) {
            if (++steps > VERSYM_VERSION) {
                throw bytes.malformed("more versions than there are version indexes", position);
            }
            entries.put(index, new Entry(name(nameAt), file));
        }

        private String name(long offset) {
            return strings.string(offset, LONGEST_NAME);
        }
    }
}
