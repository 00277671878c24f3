// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Order, hash tables and versions of the dynamic symbols that {@link ElfBuilder} writes. */
final class DynamicTables {
    private static final int BLOOM_SHIFT = 6;

    private final ElfClass elfClass;
    private final List<TestSymbol> symbols;
    private final StringPool strings;
    private final int bucketCount;
    private final int undefinedCount;
    private final Map<String, Integer> definitions = new LinkedHashMap<>();
    private final Map<String, Map<String, Integer>> needs = new LinkedHashMap<>();

    DynamicTables(ElfClass elfClass, List<TestSymbol> unordered, StringPool strings) {
        this.elfClass = elfClass;
        this.strings = strings;
        this.bucketCount = Math.max(1, unordered.size() / 2);
        this.symbols = new ArrayList<>(unordered);
        symbols.sort(Comparator.comparingInt(s -> s.isUndefined() ? -1 : bucket(gnuHash(s))));
        this.undefinedCount = (int) symbols.stream().filter(TestSymbol::isUndefined).count();
        numberVersions();
    }

    private void numberVersions() {
        int next = 2;
        for (TestSymbol symbol : byVersionName()) {
            if (symbol.version() != null && symbol.neededFile() == null) {
                if (definitions.putIfAbsent(symbol.version(), next) == null) {
                    next++;
                }
            }
        }
        for (TestSymbol symbol : symbols) {
            if (symbol.neededFile() != null) {
                Map<String, Integer> versions =
                        needs.computeIfAbsent(symbol.neededFile(), f -> new LinkedHashMap<>());
                if (versions.putIfAbsent(symbol.version(), next) == null) {
                    next++;
                }
            }
        }
    }

    /** Versions are numbered by name, so that V1 is older than V2. */
    private List<TestSymbol> byVersionName() {
        return symbols.stream()
                .sorted(Comparator.comparing(s -> s.version() == null ? "" : s.version()))
                .toList();
    }

    /** Without the empty symbol 0. */
    List<TestSymbol> symbols() {
        return symbols;
    }

    boolean hasVersions() {
        return !definitions.isEmpty() || !needs.isEmpty();
    }

    int definitionCount() {
        return definitions.isEmpty() ? 0 : definitions.size() + 1;
    }

    int needCount() {
        return needs.size();
    }

    byte[] sysvHash() {
        int[] buckets = new int[bucketCount];
        int[] chains = new int[symbols.size() + 1];
        for (int i = symbols.size(); i >= 1; i--) {
            int hash = SysvHashTable.hash(nameBytes(symbols.get(i - 1)));
            int bucket = Integer.remainderUnsigned(hash, bucketCount);
            chains[i] = buckets[bucket];
            buckets[bucket] = i;
        }
        ByteSink sink = new ByteSink(elfClass).u32(bucketCount).u32(chains.length);
        for (int bucket : buckets) {
            sink.u32(bucket);
        }
        for (int chain : chains) {
            sink.u32(chain);
        }
        return sink.toBytes();
    }

    byte[] gnuHash() {
        int first = undefinedCount + 1;
        int bits = elfClass.bits();
        long bloom = 0;
        int[] buckets = new int[bucketCount];
        int[] chains = new int[symbols.size() - undefinedCount];
        for (int i = 0; i < chains.length; i++) {
            int hash = gnuHash(symbols.get(undefinedCount + i));
            bloom |= 1L << (hash & bits - 1) | 1L << (hash >>> BLOOM_SHIFT & bits - 1);
            int bucket = bucket(hash);
            if (buckets[bucket] == 0) {
                buckets[bucket] = first + i;
            }
            boolean last =
                    i + 1 == chains.length
                            || bucket(gnuHash(symbols.get(undefinedCount + i + 1))) != bucket;
            chains[i] = hash & ~1 | (last ? 1 : 0);
        }
        ByteSink sink = new ByteSink(elfClass).u32(bucketCount).u32(first).u32(1).u32(BLOOM_SHIFT);
        sink.word(bloom);
        for (int bucket : buckets) {
            sink.u32(bucket);
        }
        for (int chain : chains) {
            sink.u32(chain);
        }
        return sink.toBytes();
    }

    byte[] symbolVersions() {
        ByteSink sink = new ByteSink(elfClass).u16(0);
        for (TestSymbol symbol : symbols) {
            sink.u16(versionIndex(symbol) | (symbol.hiddenVersion() ? 0x8000 : 0));
        }
        return sink.toBytes();
    }

    private int versionIndex(TestSymbol symbol) {
        if (symbol.version() == null) {
            return symbol.binding() == Symbol.STB_LOCAL ? 0 : 1;
        }
        return symbol.neededFile() == null
                ? definitions.get(symbol.version())
                : needs.get(symbol.neededFile()).get(symbol.version());
    }

    byte[] versionDefinitions(String baseName) {
        ByteSink sink = new ByteSink(elfClass);
        addDefinition(sink, 1, 1, baseName, false);
        int left = definitions.size();
        for (Map.Entry<String, Integer> definition : definitions.entrySet()) {
            addDefinition(sink, 0, definition.getValue(), definition.getKey(), --left == 0);
        }
        return sink.toBytes();
    }

    private void addDefinition(ByteSink sink, int flags, int index, String name, boolean last) {
        int hash = SysvHashTable.hash(name.getBytes(StandardCharsets.UTF_8));
        sink.u16(1).u16(flags).u16(index).u16(1).u32(hash).u32(20).u32(last ? 0 : 28);
        sink.u32(strings.add(name)).u32(0);
    }

    byte[] versionNeeds() {
        ByteSink sink = new ByteSink(elfClass);
        int left = needs.size();
        for (Map.Entry<String, Map<String, Integer>> need : needs.entrySet()) {
            Map<String, Integer> versions = need.getValue();
            long next = --left == 0 ? 0 : 16 + 16L * versions.size();
            sink.u16(1).u16(versions.size()).u32(strings.add(need.getKey())).u32(16).u32(next);
            int inner = versions.size();
            for (Map.Entry<String, Integer> version : versions.entrySet()) {
                int hash = SysvHashTable.hash(version.getKey().getBytes(StandardCharsets.UTF_8));
                sink.u32(hash).u16(0).u16(version.getValue());
                sink.u32(strings.add(version.getKey())).u32(--inner == 0 ? 0 : 16);
            }
        }
        return sink.toBytes();
    }

    private int bucket(int hash) {
        return Integer.remainderUnsigned(hash, bucketCount);
    }

    private static int gnuHash(TestSymbol symbol) {
        return GnuHashTable.hash(nameBytes(symbol));
    }

    private static byte[] nameBytes(TestSymbol symbol) {
        return symbol.name().getBytes(StandardCharsets.UTF_8);
    }
}
