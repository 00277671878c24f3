// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.elf.ElfFile;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Vzpatch;

/** Targets whose relocations keep their addends in the fields, built by {@code gcc -m32}. */
class ManualMode32BitTest {
    private static final String STORE =
            """
            static int hits = 1;
            static int table[8] = {1, 2, 3};
            __thread int per_thread = 5;
            static __attribute__((noinline)) int find(int key) { return key + hits++ + table[key]; }
            __attribute__((noinline)) int lookup(int key) { return find(key) + per_thread++; }
            int shown = 4;
            int main(int argc, char **argv) { return lookup(argc) + shown++; }
            """;

    @TempDir private Path directory;
    private Compiler cc;
    private Architecture architecture;

    @BeforeEach
    void sources() throws Exception {
        cc = Compiler.for32Bit(directory);
        cc.source("store.c", STORE);
        architecture = Architectures.installed().named("x86").orElseThrow();
    }

    private Vzpatch generate(String text, String... options) throws Exception {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "fix.c";
        cc.source("fix.c", "#include <nsb/vzp.h>\n" + text).patch(all);
        return cc.generate().vzpatch();
    }

    private long address(String file, String symbol) {
        return ElfFile.read(cc.path(file)).symbols().orElseThrow().find(symbol).get(0).value();
    }

    private Map<Formula, List<BindRelocation>> byFormula(Vzpatch vzpatch) {
        return vzpatch.relocations().stream()
                .collect(
                        Collectors.groupingBy(
                                r ->
                                        architecture
                                                .relocations()
                                                .rule(r.type())
                                                .orElseThrow()
                                                .formula()));
    }

    private static PatchSymbol symbol(Vzpatch vzpatch, String name) {
        return vzpatch.symbols().stream().filter(s -> s.name().equals(name)).findFirst().get();
    }

    private static String nameOf(Vzpatch vzpatch, BindRelocation relocation) {
        return vzpatch.symbols().get(relocation.symbol().orElseThrow()).name();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-no-pie", "-pie", "-static", "-static-pie", "-O0"})
    void staticsAndGlobalsAreBoundByAddress(String option) throws Exception {
        cc.target("-fPIE", option, "store.c");
        Vzpatch vzpatch =
                generate(
                        """
                        VZP_STATIC_VAR_REF(int, hits)
                        VZP_STATIC_FUNC_REF(int, find, (int key))
                        extern int shown;
                        int lookup(int key) { return hits + find(key) + shown; }
                        """);
        assertEquals("x86", vzpatch.target().architecture().name());
        assertEquals(vzpatch.target().architecture(), vzpatch.patch().architecture());
        ReplacedFunction lookup = vzpatch.functions().get(0);
        assertEquals(address("target", "lookup"), lookup.targetAddress());
        for (String name : List.of("hits", "find", "shown")) {
            PatchSymbol.TargetAddress found =
                    assertInstanceOf(PatchSymbol.TargetAddress.class, symbol(vzpatch, name));
            assertEquals(address("target", name), found.address(), name);
        }
        assertEquals(vzpatch, PatchFile.read(cc.path("fix.patch.so")).vzpatch());
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Wl,-z,nopack-relative-relocs", "-Wl,-z,pack-relative-relocs"})
    void addendsAreReadFromTheFields(String option) throws Exception {
        cc.target("store.c");
        Vzpatch vzpatch =
                generate(
                        """
                        extern int shown[];
                        static int numbers[4] = {1, 2, 3, 4};
                        int *third = &numbers[2];
                        int *beyond = &shown[3];
                        int *before = &shown[-2];
                        int lookup(int key) { return *third + *beyond + *before + key; }
                        """,
                        option);
        Map<Long, BindRelocation> byPlace =
                vzpatch.relocations().stream()
                        .collect(Collectors.toMap(BindRelocation::place, r -> r));
        BindRelocation third = byPlace.get(address("fix.so", "third"));
        assertTrue(third.symbol().isEmpty());
        assertEquals(address("fix.so", "numbers") + 8, third.addend());
        BindRelocation beyond = byPlace.get(address("fix.so", "beyond"));
        assertEquals("shown", nameOf(vzpatch, beyond));
        assertEquals(12, beyond.addend());
        assertEquals(-8, byPlace.get(address("fix.so", "before")).addend(), "with its sign");
    }

    @Test
    void slotsHaveNoAddendWhateverLazyBindingPutsThere() throws Exception {
        cc.target("store.c");
        Vzpatch vzpatch =
                generate(
                        """
                        #include <stdio.h>
                        int lookup(int key) { return puts("new") + key; }
                        """,
                        "-Wl,-z,lazy");
        BindRelocation slot =
                byFormula(vzpatch).get(Formula.SLOT).stream()
                        .filter(r -> nameOf(vzpatch, r).equals("puts"))
                        .findFirst()
                        .orElseThrow();
        assertEquals(0, slot.addend());
        assertInstanceOf(PatchSymbol.DynamicLookup.class, symbol(vzpatch, "puts"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-ftls-model=global-dynamic", "-ftls-model=initial-exec"})
    void threadLocalVariablesOfTheTargetAreFound(String option) throws Exception {
        cc.target("store.c");
        Vzpatch vzpatch =
                generate(
                        """
                        extern __thread int per_thread;
                        int lookup(int key) { return per_thread + key; }
                        """,
                        option);
        PatchSymbol.TargetThreadLocal found =
                assertInstanceOf(
                        PatchSymbol.TargetThreadLocal.class, symbol(vzpatch, "per_thread"));
        assertEquals(address("target", "per_thread"), found.offset());
        boolean fixed = option.endsWith("initial-exec");
        assertEquals(fixed, byFormula(vzpatch).containsKey(Formula.TLS_THREAD_OFFSET));
        assertEquals(!fixed, byFormula(vzpatch).containsKey(Formula.TLS_MODULE));
    }

    @Test
    void offsetsThatAreSubtractedFromTheThreadPointerAreKnownToo() throws Exception {
        cc.target("store.c");
        cc.source(
                "old.s",
                """
                    .text
                    .globl old_model
                    .hidden old_model
                    .type old_model, @function
                old_model:
                    call 1f
                1:  pop %ecx
                    add $_GLOBAL_OFFSET_TABLE_+(.-1b), %ecx
                    movl %gs:0, %eax
                    subl per_thread@gottpoff(%ecx), %eax
                    ret
                    .size old_model, .-old_model
                    .section .note.GNU-stack,"",@progbits
                """);
        Vzpatch vzpatch =
                generate(
                        """
                        __attribute__((visibility("hidden"))) extern int *old_model(void);
                        int lookup(int key) { return *old_model() + key; }
                        """,
                        "old.s");
        BindRelocation negated = byFormula(vzpatch).get(Formula.TLS_THREAD_OFFSET_NEGATED).get(0);
        assertEquals("per_thread", nameOf(vzpatch, negated));
        assertEquals(0, negated.addend());
    }

    @Test
    void indirectFunctionsOfTheTargetAndOfThePatchAreResolvedLate() throws Exception {
        cc.source(
                "store.c",
                STORE
                        + """
                        static int fast(int x) { return x + 1; }
                        static void *choose(void) { return fast; }
                        int quick(int) __attribute__((ifunc("choose")));
                        """);
        cc.target("store.c");
        Vzpatch vzpatch =
                generate(
                        """
                        extern int quick(int);
                        static int mine(int x) { return x; }
                        static void *pick(void) { return mine; }
                        static int own(int) __attribute__((ifunc("pick")));
                        int (*volatile pointer)(int) = own;
                        int lookup(int key) { return quick(key) + pointer(key); }
                        """);
        PatchSymbol.TargetResolver quick =
                assertInstanceOf(PatchSymbol.TargetResolver.class, symbol(vzpatch, "quick"));
        assertEquals(address("target", "quick"), quick.resolver());
        List<BindRelocation> indirect = byFormula(vzpatch).get(Formula.INDIRECT);
        assertFalse(indirect.isEmpty());
        indirect.forEach(r -> assertEquals(address("fix.so", "pick"), r.addend()));
    }

    /**
     * Code of this CPU asks helper functions for its own address. The compiler adds them to target
     * and patch, without debug information; so they are not the author's, and each keeps its own.
     */
    @ParameterizedTest
    @ValueSource(strings = {"gcc", "clang"})
    void whatTheCompilerAddsStaysPrivateToThePatch(String compiler) throws Exception {
        Compiler.assumeInstalled(compiler);
        cc.target("-fPIE", "-pie", "store.c");
        cc.source(
                "fix.c",
                """
                #include <nsb/vzp.h>
                VZP_STATIC_VAR_REF(int, hits)
                extern int shown;
                __attribute__((noinline)) static int *where(void) { return &hits; }
                int lookup(int key) { return *where() + shown + key; }
                """);
        Path include = Path.of("..", "native", "include").toAbsolutePath();
        cc.run(
                compiler,
                "-m32",
                "-shared",
                "-fPIC",
                "-g",
                "-O2",
                "-I" + include,
                "-o",
                "fix.so",
                "-Wl,--build-id",
                "fix.c");
        Vzpatch vzpatch = cc.generate().vzpatch();
        assertEquals(
                List.of("lookup"),
                vzpatch.functions().stream().map(ReplacedFunction::name).toList());
        assertEquals(
                List.of(),
                vzpatch.newSymbols().stream()
                        .map(Vzpatch.NewSymbol::name)
                        .filter(n -> n.startsWith("__"))
                        .toList());
        assertTrue(
                vzpatch.symbols().stream().noneMatch(s -> s.name().contains("thunk")),
                "no binding to those of the target");
    }

    @Test
    void constructorsAreFoundBehindRelocationsOfAnyKind() throws Exception {
        cc.target("store.c");
        String rest = "int lookup(int key) { return key; }\n";
        for (String scope : List.of("", "static ")) {
            cc.source(
                    "fix.c",
                    "volatile int n;\n__attribute__((constructor)) "
                            + scope
                            + "void first(void) { n++; }\n"
                            + rest);
            for (String pack : List.of("nopack", "pack")) {
                cc.patch("-Wl,-z," + pack + "-relative-relocs", "fix.c");
                String refusal = cc.refusal();
                assertTrue(refusal.contains("first is a constructor"), refusal);
            }
        }
    }

    @Test
    void codeWithRelocationsIsRefused() throws Exception {
        cc.target("store.c");
        cc.source("fix.c", "extern int shown;\nint lookup(int key) { return shown + key; }\n");
        cc.patch("-fno-pic", "-Wl,-z,notext", "fix.c");
        assertTrue(cc.refusal().contains("-fPIC"));
    }

    @Test
    void aPatchOfAnotherModeIsRefusedNamingBoth() throws Exception {
        cc.target("store.c");
        cc.source("fix.c", "int lookup(int key) { return key; }\n");
        cc.run("gcc", "-shared", "-fPIC", "-g", "-O2", "-o", "fix.so", "fix.c");
        String refusal = cc.refusal();
        assertTrue(
                refusal.contains("fix.so is for x86_64, ") && refusal.contains("target for x86\n"),
                refusal);
    }
}
