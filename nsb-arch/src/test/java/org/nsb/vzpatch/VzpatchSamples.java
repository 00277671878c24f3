// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalInt;
import org.nsb.elf.BuildId;

/** Metadata for tests. */
final class VzpatchSamples {
    private static final Vzpatch.ElfArchitecture WIDE = new Vzpatch.ElfArchitecture("wide", 62, 64);
    private static final Vzpatch.ElfArchitecture NARROW =
            new Vzpatch.ElfArchitecture("narrow", 3, 32);

    private VzpatchSamples() {}

    /** Everything that metadata can contain. */
    static Vzpatch full() {
        return patch(WIDE, functions(), symbols(), relocations(), Vzpatch.Placement.NEAR);
    }

    /** As little as possible, for a CPU with addresses of four bytes. */
    static Vzpatch small() {
        return new Vzpatch(
                new Vzpatch.Module(new BuildId("00"), NARROW, ""),
                new Vzpatch.Module(new BuildId("ff"), NARROW, ""),
                new Vzpatch.Label("a", "", List.of()),
                List.of(function("f", 0xffff_fff0L, 16)),
                List.of(),
                List.of(),
                Vzpatch.Placement.ANYWHERE,
                List.of(),
                new Vzpatch.Origin("", List.of()));
    }

    static Vzpatch patch(
            Vzpatch.ElfArchitecture architecture,
            List<ReplacedFunction> functions,
            List<PatchSymbol> symbols,
            List<BindRelocation> relocations,
            Vzpatch.Placement placement) {
        return new Vzpatch(
                new Vzpatch.Module(new BuildId("0123456789abcdef01"), architecture, "keyd"),
                new Vzpatch.Module(new BuildId("fedcba9876543210fe"), architecture, "fix.so"),
                new Vzpatch.Label("fix-1.0", "Overread\nin get", List.of("CVE-2014-0160")),
                functions,
                symbols,
                relocations,
                placement,
                List.of(
                        new Vzpatch.NewSymbol("helper", true, 0x1100, 32),
                        new Vzpatch.NewSymbol("counter", false, 0x4000, 8)),
                new Vzpatch.Origin("nsb 0.1.0", List.of("GNU C17 12.2.0 -O2", "\u00e9 clang")));
    }

    static Vzpatch withFunctions(ReplacedFunction... functions) {
        return patch(WIDE, List.of(functions), symbols(), List.of(), Vzpatch.Placement.ANYWHERE);
    }

    static Vzpatch withSymbols(List<PatchSymbol> symbols, BindRelocation... relocations) {
        return patch(WIDE, functions(), symbols, List.of(relocations), Vzpatch.Placement.ANYWHERE);
    }

    static ReplacedFunction function(String name, long address, CodeRange... ranges) {
        return new ReplacedFunction(
                name,
                List.of("alias_of_" + name),
                "src/" + name + ".c",
                address,
                0x1000,
                48,
                List.of(ranges),
                Sha256.of(name.getBytes(StandardCharsets.UTF_8)),
                11);
    }

    static ReplacedFunction function(String name, long address, long size) {
        return new ReplacedFunction(
                name,
                List.of(),
                "",
                address,
                0x1000,
                48,
                List.of(new CodeRange(address, size)),
                Sha256.of(new byte[0]),
                0);
    }

    private static List<ReplacedFunction> functions() {
        return List.of(
                function("get", 0x1200, new CodeRange(0x1200, 100), new CodeRange(0x1080, 7)),
                function("put", 0x8000_0000_0000_0000L, 16));
    }

    private static List<PatchSymbol> symbols() {
        return List.of(
                new PatchSymbol.DynamicLookup("strlen", "GLIBC_2.2.5", false, false),
                new PatchSymbol.DynamicLookup("__gmon_start__", "", true, false),
                new PatchSymbol.DynamicLookup("errno", "GLIBC_PRIVATE", false, true),
                new PatchSymbol.TargetAddress("table", "src/table.c", 0x4010, 64),
                new PatchSymbol.TargetAddress("unnamed", "", 0x4050, 0),
                new PatchSymbol.PatchAddress("", 0x2000, 8),
                new PatchSymbol.TargetThreadLocal("depth", 4),
                new PatchSymbol.TargetSlot("memcpy", 0x3fd8),
                new PatchSymbol.TargetResolver("checksum", 0x1300));
    }

    private static List<BindRelocation> relocations() {
        return List.of(
                new BindRelocation(0x3000, 1, OptionalInt.of(0), 0),
                new BindRelocation(0x3008, 6, OptionalInt.of(3), -8),
                new BindRelocation(0x3010, 8, OptionalInt.empty(), 0x2000),
                new BindRelocation(0x3018, 18, OptionalInt.of(6), 0),
                new BindRelocation(0x3020, 7, OptionalInt.of(7), Long.MIN_VALUE),
                new BindRelocation(0x3028, 37, OptionalInt.of(8), Long.MAX_VALUE),
                new BindRelocation(0x3030, 1, OptionalInt.of(5), 1));
    }
}
