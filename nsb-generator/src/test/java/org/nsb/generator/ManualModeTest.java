// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.elf.ElfFile;
import org.nsb.elf.Section;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugInfoException;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Sha256;
import org.nsb.vzpatch.Vzpatch;

/** Small targets and patches, built by gcc. */
class ManualModeTest {
    private static final String STORE =
            """
            static int hits = 1;
            static int log_level = 1;
            static __attribute__((noinline)) int find(int key) { return key + hits++; }
            __attribute__((noinline)) int lookup(int key) { return find(key) + log_level++; }
            """;
    private static final String LOG =
            """
            static int log_level = 2;
            static __attribute__((noinline)) int find(int key) { return key - log_level++; }
            __attribute__((noinline)) int log_it(int key) { static int calls; calls += key; return find(calls); }
            __attribute__((visibility("hidden"))) int secret = 3;
            int shown = 4;
            """;
    private static final String MAIN =
            """
            extern int lookup(int), log_it(int);
            extern int secret, shown;
            int main(int argc, char **argv) { return lookup(argc) + log_it(argc) + secret++ + shown++; }
            """;

    @TempDir private Path directory;
    private Compiler cc;

    @BeforeEach
    void sources() throws Exception {
        cc = new Compiler(directory);
        cc.source("src/store.c", STORE).source("src/log.c", LOG).source("src/main.c", MAIN);
    }

    private void target(String... options) throws Exception {
        String[] all = Arrays.copyOf(options, options.length + 3);
        all[options.length] = "src/store.c";
        all[options.length + 1] = "src/log.c";
        all[options.length + 2] = "src/main.c";
        cc.target(all);
    }

    private void patch(String text, String... options) throws Exception {
        String[] all = Arrays.copyOf(options, options.length + 1);
        all[options.length] = "fix.c";
        cc.source("fix.c", "#include <nsb/vzp.h>\n" + text).patch(all);
    }

    private long address(String file, String symbol) {
        return symbols(file, symbol).get(0).value();
    }

    private List<Symbol> symbols(String file, String symbol) {
        return ElfFile.read(cc.path(file)).symbols().orElseThrow().find(symbol);
    }

    private static List<String> names(Vzpatch vzpatch) {
        return vzpatch.functions().stream().map(ReplacedFunction::name).toList();
    }

    private static PatchSymbol symbol(Vzpatch vzpatch, String name) {
        return vzpatch.symbols().stream().filter(s -> s.name().equals(name)).findFirst().get();
    }

    @Test
    void linksStaticsOfTheFileInContext() throws Exception {
        target();
        patch(
                """
                VZP_FILE("src/store.c")
                VZP_STATIC_VAR_REF(int, log_level)
                VZP_STATIC_FUNC_REF(int, find, (int key))
                int lookup(int key) { return log_level + find(key); }
                """);

        Vzpatch vzpatch = cc.generate().vzpatch();

        assertEquals(List.of("lookup"), names(vzpatch));
        ReplacedFunction lookup = vzpatch.functions().get(0);
        assertEquals(address("target", "lookup"), lookup.targetAddress());
        assertEquals(address("fix.so", "lookup"), lookup.patchAddress());
        PatchSymbol.TargetAddress level = (PatchSymbol.TargetAddress) symbol(vzpatch, "log_level");
        PatchSymbol.TargetAddress find = (PatchSymbol.TargetAddress) symbol(vzpatch, "find");
        assertTrue(level.file().endsWith("src/store.c"), level.file());
        assertEquals(4, level.size());
        assertTrue(find.file().endsWith("src/store.c"), find.file());
        assertTrue(symbols("target", "find").stream().anyMatch(s -> s.value() == find.address()));
    }

    @Test
    void theFileArgumentWins() throws Exception {
        target();
        patch(
                """
                VZP_FILE("src/store.c")
                VZP_STATIC_VAR_REF(int, log_level, "log.c")
                int lookup(int key) { return log_level + key; }
                """);
        PatchSymbol.TargetAddress level =
                (PatchSymbol.TargetAddress) symbol(cc.generate().vzpatch(), "log_level");
        assertTrue(level.file().endsWith("src/log.c"), level.file());
    }

    @Test
    void theFileInContextIsThatOfTheUnit() throws Exception {
        String shared =
                """
                static int count = 1;
                static __attribute__((noinline)) int next(int by) { return count += by; }
                """;
        cc.source("src/shared.h", shared);
        cc.source(
                "src/store.c",
                "#include \"shared.h\"\n" + STORE + "int s(int k) { return next(k); }");
        cc.source(
                "src/log.c", "#include \"shared.h\"\n" + LOG + "int l(int k) { return next(k); }");
        target();
        patch(
                """
                VZP_FILE("src/log.c")
                VZP_STATIC_VAR_REF(int, count)
                VZP_KEEP static int next(int by) { return count - by; }
                """);

        Vzpatch vzpatch = cc.generate(cc.request().allowingCallers(Set.of("l"))).vzpatch();

        List<Long> counts = symbols("target", "count").stream().map(Symbol::value).toList();
        List<Long> nexts = symbols("target", "next").stream().map(Symbol::value).toList();
        PatchSymbol.TargetAddress count = (PatchSymbol.TargetAddress) symbol(vzpatch, "count");
        assertEquals(2, counts.size());
        assertEquals(counts.get(1), count.address()); // log.c was linked second
        assertEquals(nexts.get(1), vzpatch.functions().get(0).targetAddress());
    }

    @Test
    void aUniqueNameNeedsNoFile() throws Exception {
        target();
        patch("VZP_STATIC_VAR_REF(int, hits)\nint lookup(int key) { return hits + key; }\n");
        PatchSymbol.TargetAddress hits =
                (PatchSymbol.TargetAddress) symbol(cc.generate().vzpatch(), "hits");
        assertEquals(address("target", "hits"), hits.address());
    }

    @Test
    void ambiguityListsTheCandidates() throws Exception {
        target();
        patch(
                """
                VZP_STATIC_VAR_REF(int, log_level)
                int lookup(int key) { return log_level; }
                VZP_KEEP static int find(int key) { return key; }
                """);

        String refusal = cc.refusal();

        assertTrue(refusal.contains("log_level could be any of 2"), refusal);
        assertTrue(refusal.contains("src/store.c:2: int log_level"), refusal);
        assertTrue(refusal.contains("src/log.c:1: int log_level"), refusal);
        assertTrue(refusal.contains("find() could replace 2 functions"), refusal);
        assertTrue(refusal.contains("src/log.c:2: int find(int)"), refusal);
        assertTrue(refusal.contains("fix.c:2"), refusal);
        assertFalse(Files.exists(cc.path("fix.patch.so")));
    }

    @Test
    void whatIsMissingIsReportedAllAtOnce() throws Exception {
        target();
        patch(
                """
                VZP_STATIC_VAR_REF(int, nothing)
                VZP_STATIC_VAR_REF(int, hits, "src/nowhere.c")
                int lookup(int key) { return hits + nothing; }
                """);
        String refusal = cc.refusal();
        assertTrue(refusal.contains("has no static variable nothing"), refusal);
        assertTrue(refusal.contains("has no static variable hits in \"src/nowhere.c\""), refusal);
    }

    @Test
    void prototypesAndTypesHaveToAgree() throws Exception {
        target();
        patch(
                """
                VZP_STATIC_VAR_REF(long, hits)
                int lookup(long key) { return hits; }
                """);
        String refusal = cc.refusal();
        assertTrue(refusal.contains("patch:  int lookup(long int)"), refusal);
        assertTrue(refusal.contains("target: int lookup(int)"), refusal);
        assertTrue(refusal.contains("patch:  long int hits"), refusal);
        assertTrue(refusal.contains("target: int hits"), refusal);
    }

    @Test
    void aStaticLocalIsFoundInTheReplacedFunction() throws Exception {
        target();
        patch(
                """
                int log_it(int key) {
                    VZP_STATIC_VAR_REF(int, my_calls)
                    VZP_STATIC_SYM_ALIAS(my_calls, calls)
                    return ++my_calls;
                }
                """);
        GenerateResult result = cc.generate();
        assertEquals("calls", result.linked().get(0).targetName());
        PatchSymbol.TargetAddress calls =
                (PatchSymbol.TargetAddress) symbol(result.vzpatch(), "my_calls");
        assertEquals(address("target", "calls.0"), calls.address());
    }

    @Test
    void oneNameForTwoThingsAsksForAnAlias() throws Exception {
        target();
        patch(
                """
                VZP_STATIC_VAR_REF(int, log_level, "src/store.c")
                int lookup(int key) { return log_level; }
                VZP_STATIC_VAR_REF(int, log_level, "src/log.c")
                """);
        assertTrue(cc.refusal().contains("VZP_STATIC_SYM_ALIAS"));
    }

    @Test
    void hiddenVariablesNeedNoFile() throws Exception {
        target();
        patch("VZP_HIDDEN_VAR_REF(int, secret)\nint lookup(int key) { return secret; }\n");
        PatchSymbol.TargetAddress secret =
                (PatchSymbol.TargetAddress) symbol(cc.generate().vzpatch(), "secret");
        assertEquals(address("target", "secret"), secret.address());
    }

    @Test
    void globalsOfAnExecutableAreBoundByAddressAndImportsByName() throws Exception {
        target();
        patch(
                """
                #include <string.h>
                extern int shown;
                int lookup(int key) { return shown + (int) strlen((char *) 0 + key); }
                """);
        Vzpatch vzpatch = cc.generate().vzpatch();
        assertEquals(
                address("target", "shown"),
                ((PatchSymbol.TargetAddress) symbol(vzpatch, "shown")).address());
        assertTrue(symbol(vzpatch, "strlen") instanceof PatchSymbol.DynamicLookup);
    }

    @Test
    void globalsOfAStaticExecutableIncludeItsIndirectFunctions() throws Exception {
        target("-static");
        patch(
                """
                #include <string.h>
                extern int log_it(int);
                int lookup(int key) { return log_it(key) + (int) strlen((char *) 0 + key); }
                """);
        Vzpatch vzpatch = cc.generate().vzpatch();
        assertTrue(symbol(vzpatch, "log_it") instanceof PatchSymbol.TargetAddress);
        boolean known = !symbols("target", "strlen").isEmpty();
        assertTrue(!known || symbol(vzpatch, "strlen") instanceof PatchSymbol.TargetResolver);
    }

    @Test
    void helpersAndDataAreNewAndListed() throws Exception {
        target();
        patch(
                """
                int budget = 7;
                static __attribute__((noinline)) int helper(int x) { return x * budget--; }
                int lookup(int key) { return helper(key); }
                """);
        Vzpatch vzpatch = cc.generate().vzpatch();
        assertEquals(List.of("lookup"), names(vzpatch));
        assertEquals(
                Set.of("helper function", "budget variable"),
                vzpatch.newSymbols().stream()
                        .map(s -> s.name() + (s.function() ? " function" : " variable"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void aPointerToAReplacedFunctionKeepsTheOldAddress() throws Exception {
        target();
        patch("int lookup(int key) { return key; }\nint (*pointer)(int) = lookup;\n");
        Vzpatch vzpatch = cc.generate().vzpatch();
        PatchSymbol.TargetAddress old = (PatchSymbol.TargetAddress) symbol(vzpatch, "lookup");
        assertEquals(address("target", "lookup"), old.address());
    }

    @Test
    void scopesHaveToAgree() throws Exception {
        target();
        patch(
                "int find(int key) { return key; }\n"
                        + "VZP_KEEP static int lookup(int k) { return k; }\n");
        String refusal = cc.refusal();
        assertTrue(refusal.contains("find() is global in the patch, but static"), refusal);
        assertTrue(refusal.contains("lookup() is static in the patch, but global"), refusal);
    }

    @Test
    void aVariableDefinedTwiceIsRefused() throws Exception {
        target();
        patch("int shown = 9;\nint lookup(int key) { return shown; }\n");
        assertTrue(cc.refusal().contains("extern int shown;"));
    }

    @Test
    void aliasesAreOneFunction() throws Exception {
        cc.source(
                "src/store.c",
                STORE + "int lookup_alias(int) __attribute__((alias(\"lookup\")));\n");
        target();
        patch("int lookup_alias(int key) { return key; }\n");
        ReplacedFunction f = cc.generate().vzpatch().functions().get(0);
        assertEquals("lookup_alias", f.name());
        assertEquals(List.of("lookup"), f.aliases());
    }

    @Test
    void inlinedCopiesAreRefusedUnlessAllowed() throws Exception {
        cc.source(
                "src/store.c",
                """
                int lookup(int key) { return key * 3; }
                __attribute__((noinline)) int user(int key) { return lookup(key) + 1; }
                """);
        target();
        patch("int lookup(int key) { return key; }\n");

        String refusal = cc.refusal();
        assertTrue(refusal.contains("user() at src/store.c:2"), refusal);
        assertTrue(refusal.contains("--allow-inlined lookup"), refusal);
        assertEquals(
                List.of("lookup"),
                names(cc.generate(cc.request().allowingInlined(Set.of("lookup"))).vzpatch()));
    }

    @Test
    void inlinedCopiesInReplacedFunctionsDoNoHarm() throws Exception {
        cc.source(
                "src/store.c",
                """
                int lookup(int key) { return key * 3; }
                __attribute__((noinline)) int user(int key) { return lookup(key) + 1; }
                """);
        target();
        patch("int lookup(int key) { return key; }\nint user(int key) { return key; }\n");
        assertEquals(Set.of("lookup", "user"), Set.copyOf(names(cc.generate().vzpatch())));
    }

    @Test
    void clonesAreNamed() throws Exception {
        cc.source(
                "src/store.c",
                """
                static __attribute__((noinline)) int scale(int x, int by) { return x * by + x / by; }
                int lookup(int key) { return scale(key, 4) + scale(key + 1, 4); }
                """);
        target();
        assertTrue(
                ElfFile.read(cc.path("target")).symbols().orElseThrow().stream()
                        .anyMatch(s -> s.name().startsWith("scale.")),
                "the compiler makes no clone");
        patch("VZP_KEEP static int scale(int x, int by) { return x; }\n");
        String refusal = cc.refusal();
        assertTrue(refusal.contains("scale() exists in the target only as scale."), refusal);
    }

    @Test
    void coldPartsBelongToTheFunction() throws Exception {
        cc.source(
                "src/store.c",
                """
                extern void abort(void);
                extern int puts(const char *);
                volatile int limit = 5;
                __attribute__((cold, noinline)) void complain(void) { puts("no"); }
                __attribute__((noinline)) int lookup(int key) {
                    if (__builtin_expect(key > limit, 0)) { complain(); puts("cold"); abort(); }
                    return key * limit;
                }
                """);
        target("-fno-partial-inlining");
        patch("int lookup(int key) { return key; }\n");
        ReplacedFunction f = cc.generate().vzpatch().functions().get(0);
        assertEquals(2, f.ranges().size());
        assertEquals(address("target", "lookup.cold"), f.ranges().get(1).address());

        ByteBuffer all =
                ByteBuffer.allocate((int) f.ranges().stream().mapToLong(r -> r.size()).sum());
        ElfFile target = ElfFile.read(cc.path("target"));
        f.ranges().forEach(r -> all.put(target.memory().read(r.address(), (int) r.size())));
        assertEquals(Sha256.of(all.array()), f.sha256());
    }

    @Test
    void tooShortFunctionsAreRefused() throws Exception {
        cc.source(
                "src/store.c",
                "int lookup(int key) { return key; }\nint next(int key) { return key + 1; }\n");
        target("-falign-functions=1", "-fno-ipa-icf", "-fno-inline");
        patch("int lookup(int key) { return 1; }\n");
        String refusal = cc.refusal();
        assertTrue(refusal.contains("lookup() is 3 bytes"), refusal);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-gdwarf-4", "-gdwarf-5", "-O0", "-O3", "-no-pie", "-gz"})
    void readsWhatCompilersWrite(String option) throws Exception {
        target(option);
        patch(
                """
                VZP_FILE("store.c")
                VZP_STATIC_VAR_REF(int, log_level)
                int lookup(int key) { return log_level; }
                """,
                option.startsWith("-gd") ? option : "-g");
        assertEquals(List.of("lookup"), names(cc.generate().vzpatch()));
    }

    @Test
    void clangWritesItDifferently() throws Exception {
        Compiler.assumeInstalled("clang");
        target();
        cc.run("clang", "-g", "-O2", "-o", "target", "src/store.c", "src/log.c", "src/main.c");
        patch(
                """
                VZP_FILE("src/store.c")
                VZP_STATIC_VAR_REF(int, log_level)
                int lookup(int key) { return log_level; }
                """);
        PatchSymbol.TargetAddress level =
                (PatchSymbol.TargetAddress) symbol(cc.generate().vzpatch(), "log_level");
        assertTrue(level.file().endsWith("src/store.c"), level.file());
    }

    @Test
    void separateDebugInformationHasToBeOfTheSameBuild() throws Exception {
        Compiler.assumeInstalled("objcopy");
        target();
        cc.run("objcopy", "--only-keep-debug", "target", "target.debug");
        cc.run("strip", "target");
        patch("VZP_STATIC_VAR_REF(int, hits)\nint lookup(int key) { return hits; }\n");
        Path debug = cc.path("target.debug");

        GenerateResult named = cc.generate(cc.request().withDebugFile(debug));
        assertEquals(debug, named.debugFile());

        cc.run("objcopy", "--add-gnu-debuglink=target.debug", "target");
        GenerateResult linked = cc.generate();
        assertEquals(debug.toRealPath(), linked.debugFile());
        assertEquals(named.vzpatch(), linked.vzpatch());
    }

    @Test
    void debugInformationOfAnotherBuildIsRefused() throws Exception {
        target();
        Files.copy(cc.path("target"), cc.path("other.debug"));
        target("-O1");
        patch("int lookup(int key) { return key; }\n");
        GenerateRequest request = cc.request().withDebugFile(cc.path("other.debug"));
        DebugInfoException e = assertThrows(DebugInfoException.class, () -> cc.generate(request));
        assertEquals(DebugInfoException.Reason.MISMATCH, e.reason());
    }

    @Test
    void damagedDebugInformationIsRefused() throws Exception {
        target();
        patch("int lookup(int key) { return key; }\n");
        ElfFile elf = ElfFile.read(cc.path("target"));
        Section info = elf.section(".debug_info").orElseThrow();
        byte[] bytes = Files.readAllBytes(cc.path("target"));
        Arrays.fill(
                bytes, (int) info.offset() + 16, (int) (info.offset() + info.size()), (byte) 0xff);
        Files.write(cc.path("target"), bytes);
        DebugInfoException e = assertThrows(DebugInfoException.class, cc::generate);
        assertEquals(DebugInfoException.Reason.DAMAGED, e.reason());
    }

    @Test
    void cPlusPlusStaticsAreFoundByTheirMangledNames() throws Exception {
        Compiler.assumeInstalled("g++");
        cc.source(
                "src/all.cc",
                """
                static int counter = 1;
                namespace ns { static int inside = 2; }
                static __attribute__((noinline)) int scale(int x) { return x * counter++; }
                static __attribute__((noinline)) int scale(double x) { return x * ns::inside++; }
                struct thing { int value; int get(int x); };
                __attribute__((noinline)) int thing::get(int x) { return scale(x) + scale((double) x); }
                int main(int argc, char **) { thing t; t.value = argc; return t.get(argc); }
                """);
        cc.run("g++", "-g", "-O2", "-o", "target", "src/all.cc");
        cc.source(
                "fix.cc",
                """
                #include <nsb/vzp.h>
                VZP_STATIC_VAR_REF(int, counter)
                VZP_STATIC_FUNC_REF(int, scale, (double x))
                namespace ns { VZP_STATIC_VAR_REF(int, inside) }
                struct thing { int value; int get(int x); };
                int thing::get(int x) { return scale(1.0) + counter + ns::inside; }
                VZP_KEEP static int scale(int x) { return x; }
                """);
        Path include = Path.of("..", "native", "include").toAbsolutePath();
        cc.run("g++", "-shared", "-fPIC", "-g", "-O2", "-I" + include, "-o", "fix.so", "fix.cc");

        GenerateResult result = cc.generate();

        assertEquals(Set.of("_ZL5scalei", "_ZN5thing3getEi"), Set.copyOf(names(result.vzpatch())));
        assertEquals(
                Set.of("_ZL7counter", "_ZL5scaled", "_ZN2nsL6insideE"),
                result.linked().stream()
                        .map(GenerateResult.LinkedSymbol::targetName)
                        .collect(Collectors.toSet()));
    }

    @Test
    void whatANewObjectCannotHaveIsRefused() throws Exception {
        target();
        patch(
                "__attribute__((constructor)) void first(void) {}\n"
                        + "int lookup(int k) { return k; }\n");
        assertTrue(cc.refusal().contains("first is a constructor"));
        patch("__thread int mine;\nint lookup(int k) { return mine += k; }\n");
        assertTrue(cc.refusal().contains("thread-local"));
    }

    @Test
    void codeWithRelocationsIsRefused() throws Exception {
        target();
        cc.source(
                "fix.s", ".globl data\n.globl f\n.type f,@function\nf: movabs $data, %rax\n ret\n");
        patch("int lookup(int key) { return key; }\n", "fix.s", "-Wl,-z,notext");
        assertTrue(cc.refusal().contains("-fPIC"));
    }

    @Test
    void anExecutableIsNoPatch() throws Exception {
        target("-no-pie");
        Files.copy(cc.path("target"), cc.path("fix.so"));
        assertTrue(cc.refusal().contains("it is not a shared object"));
    }

    @Test
    void aPatchThatReplacesNothingIsRefused() throws Exception {
        target();
        patch("int unheard_of(int key) { return key; }\n");
        assertTrue(cc.refusal().contains("replaces no function of target"));
    }

    @Test
    void thePatchCannotBeOpenedByTheDynamicLinkerButRead() throws Exception {
        target();
        patch("int lookup(int key) { return key; }\n");
        byte[] before = Files.readAllBytes(cc.path("fix.so"));

        GenerateResult result = cc.generate();

        assertArrayEquals(before, Files.readAllBytes(cc.path("fix.so")));
        PatchFile patch = PatchFile.read(result.output());
        assertEquals(result.vzpatch(), patch.vzpatch());
        long flags = patch.elf().image().dynamic().orElseThrow().value(0x6ffffffbL).orElseThrow();
        assertEquals(0x40, flags & 0x40);
    }

    @Test
    void thePatchCanBeMadeInPlaceAndTwice() throws Exception {
        target();
        patch("int lookup(int key) { return key; }\n");
        GenerateRequest inPlace = GenerateRequest.of(cc.path("target"), cc.path("fix.so"));
        Vzpatch first = cc.generate(inPlace).vzpatch();
        assertEquals(first, cc.generate(inPlace).vzpatch());
        assertEquals("fix", PatchFile.read(cc.path("fix.so")).vzpatch().label().name());
    }
}
