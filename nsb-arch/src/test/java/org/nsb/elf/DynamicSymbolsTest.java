// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nsb.elf.ElfBuilder.Hash;

class DynamicSymbolsTest {
    record Flavour(ElfClass elfClass, Hash hash) {
        ElfBuilder sample() {
            return SampleLibrary.of(elfClass).hash(hash);
        }
    }

    static List<Flavour> flavours() {
        List<Flavour> all = new ArrayList<>();
        for (ElfClass elfClass : ElfClass.values()) {
            for (Hash hash : List.of(Hash.SYSV, Hash.GNU, Hash.BOTH)) {
                all.add(new Flavour(elfClass, hash));
            }
        }
        return all;
    }

    private static DynamicSymbols symbols(ElfBuilder builder) {
        return builder.buildFile().image().dynamic().orElseThrow().symbols();
    }

    private static String found(Optional<Symbol> symbol) {
        return symbol.map(Symbol::displayName).orElse("none");
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void aWantedVersionIsTakenHiddenOrNot(Flavour flavour) {
        DynamicSymbols symbols = symbols(flavour.sample());
        assertEquals("multi@V1", found(symbols.lookup("multi", "V1")));
        assertEquals("multi@V2", found(symbols.lookup("multi", "V2")));
        assertEquals("multi@@V3", found(symbols.lookup("multi", "V3")));
        assertEquals("none", found(symbols.lookup("multi", "V4")));
        assertEquals("old@V2", found(symbols.lookup("old", "V2")));
        assertEquals("none", found(symbols.lookup("old", "V3")));
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void anUnversionedDefinitionSatisfiesEveryVersion(Flavour flavour) {
        assertEquals("plain", found(symbols(flavour.sample()).lookup("plain", "V9")));
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void withoutVersionTheBaseOrFirstOneIsTaken(Flavour flavour) {
        DynamicSymbols symbols = symbols(flavour.sample());
        assertEquals("plain", found(symbols.lookup("plain")));
        assertEquals("multi@V1", found(symbols.lookup("multi")));
        assertEquals("late@@V3", found(symbols.lookup("late")));
        assertEquals("none", found(symbols.lookup("old")));
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void onlyVisibleDefinitionsCount(Flavour flavour) {
        DynamicSymbols symbols = symbols(flavour.sample());
        assertEquals("none", found(symbols.lookup("memcpy", "GLIBC_2.14")));
        assertEquals("none", found(symbols.lookup("maybe")));
        assertEquals("none", found(symbols.lookup("secret")));
        assertEquals("guarded", found(symbols.lookup("guarded")));
        assertEquals("none", found(symbols.lookup("absent")));
        assertEquals("thread", found(symbols.lookup("thread")));
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void withoutVersionTablesEveryVersionIsSatisfied(Flavour flavour) {
        ElfBuilder unversioned =
                ElfBuilder.of(flavour.elfClass(), 1)
                        .hash(flavour.hash())
                        .text(".text", new byte[64])
                        .dynamicSymbol(TestSymbol.function("f", ".text", 0, 4))
                        .dynamicSymbol(TestSymbol.function("g", ".text", 4, 4).local())
                        .dynamicSymbol(
                                TestSymbol.function("i", ".text", 8, 4).type(Symbol.STT_GNU_IFUNC));
        DynamicSymbols symbols = symbols(unversioned);
        assertEquals("f", found(symbols.lookup("f", "ANY")));
        assertEquals("none", found(symbols.lookup("g")));
        assertTrue(symbols.lookup("i").orElseThrow().isFunction());
    }

    @ParameterizedTest
    @MethodSource("flavours")
    void findsEachOfManySymbols(Flavour flavour) {
        ElfBuilder builder =
                ElfBuilder.of(flavour.elfClass(), 1)
                        .hash(flavour.hash())
                        .text(".text", new byte[4096])
                        .dynamicSymbol(TestSymbol.undefined("imported"));
        for (int i = 0; i < 500; i++) {
            builder.dynamicSymbol(TestSymbol.function("function_" + i, ".text", 1 + i, 1));
        }
        ElfFile file = builder.buildFile();
        long text = file.section(".text").orElseThrow().address();
        DynamicSymbols symbols = file.image().dynamic().orElseThrow().symbols();
        assertEquals(502, symbols.all().size());
        for (int i = 0; i < 500; i++) {
            Symbol symbol = symbols.lookup("function_" + i).orElseThrow();
            assertEquals(text + 1 + i, symbol.value());
        }
        assertEquals("none", found(symbols.lookup("function_500")));
        assertEquals("none", found(symbols.lookup("function_")));
    }

    @Test
    void anImportMayHaveAnAddress() {
        DynamicSymbols symbols =
                symbols(
                        ElfBuilder.elf64(1)
                                .hash(Hash.SYSV)
                                .text(".text", new byte[64])
                                .dynamicSymbol(TestSymbol.undefinedWithAddress("free", 0x1040))
                                .dynamicSymbol(TestSymbol.undefined("malloc"))
                                .dynamicSymbol(TestSymbol.function("own", ".text", 1, 4)));
        assertEquals("none", found(symbols.lookup("free")));
        assertEquals(0x1040, symbols.lookupImportWithAddress("free").orElseThrow().value());
        assertEquals("none", found(symbols.lookupImportWithAddress("malloc")));
        assertEquals("none", found(symbols.lookupImportWithAddress("own")));
    }

    /** Values from the gABI's algorithm and the GNU one, computed by other means. */
    @Test
    void hashFunctions() {
        assertEquals(0x077905a6, SysvHashTable.hash(bytes("printf")));
        assertEquals(0x0b09985c, SysvHashTable.hash(bytes("syscall")));
        assertEquals(0x156b2bb8, GnuHashTable.hash(bytes("printf")));
        assertEquals(5381, GnuHashTable.hash(new byte[0]));
    }

    private static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }
}
