// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nsb.generator.GenerateProblem.Kind;

/** Callers that rely on what gcc knows of the old function. */
class CallersTest {
    private static final String TARGET =
            """
            #include <stdlib.h>
            static volatile long sink;
            __attribute__((noinline)) long leaf(long x) { sink = x; return x + 1; }
            __attribute__((noinline)) long careful(long x) { if (x < 0) abort(); return x + 1; }
            __attribute__((noinline)) long caller(long x, long factor, long offset)
            {
                return leaf(x) * factor + offset;
            }
            __attribute__((noinline)) long calm(long x, long factor, long offset)
            {
                return careful(x) * factor + offset;
            }
            int main(int argc, char **argv)
            {
                return caller(argc, argc, 2) + calm(argc, argc, 2);
            }
            """;
    private static final String LEAF = "long leaf(long x) { return x + 2; }\n";
    private static final String CALLER =
            "long caller(long x, long factor, long offset) { return leaf(x) * factor - offset; }\n";

    @TempDir private Path directory;
    private Compiler cc;

    @BeforeEach
    void compile() throws Exception {
        cc = new Compiler(directory);
        cc.source("main.c", TARGET);
        cc.target("main.c");
    }

    private void patch(String text) throws Exception {
        cc.source("fix.c", text).patch("fix.c");
    }

    private List<GenerateProblem> problems(GenerateRequest request) {
        return assertThrows(GeneratorRefusedException.class, () -> cc.generate(request)).problems();
    }

    /** The program of the live tests: build OUT makes a target and two patches. */
    private List<GenerateProblem> convention(String patch) throws Exception {
        Path build = Path.of("..", "tests", "programs", "convention", "build").toAbsolutePath();
        cc.run("sh", build.toString(), directory.toString());
        return problems(GenerateRequest.of(cc.path("convention"), cc.path(patch)));
    }

    @Test
    void registersOfTheConventionProgram() throws Exception {
        List<GenerateProblem> problems = convention("patch.so");
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(Kind.CALLER_DEPENDS, problems.get(0).kind());
        assertEquals("leaf", problems.get(0).symbol());
        String text = problems.get(0).toString();
        assertTrue(text.contains(" caller() in the target ("), text);
        assertTrue(text.contains("it keeps a value in rsi while it calls leaf()"), text);
        assertTrue(text.contains("it keeps a value in rdx while it calls leaf()"), text);
        assertTrue(text.contains("--allow-caller caller "), text);
    }

    @Test
    void alignmentOfTheConventionProgram() throws Exception {
        List<GenerateProblem> problems = convention("patch_aligned.so");
        GenerateProblem first = problems.get(0);
        assertEquals(Kind.CALLER_DEPENDS, first.kind());
        assertEquals("leaf_aligned", first.symbol());
        assertTrue(
                first.text().contains("does not align the stack to 16 bytes when it calls"),
                first::text);
        assertTrue(first.text().startsWith("aligned_caller() in the target"), first::text);
    }

    @Test
    void theAuthorKnowsBetter() throws Exception {
        patch(LEAF);
        GenerateResult made = cc.generate(cc.request().allowingCallers(Set.of("caller", "main")));
        assertEquals(List.of(), made.warnings());
    }

    @Test
    void theCallerIsReplacedToo() throws Exception {
        patch(LEAF + CALLER);
        GenerateResult made = cc.generate(cc.request().allowingCallers(Set.of("main")));
        assertEquals(2, made.vzpatch().functions().size());
    }

    @Test
    void unknownCallsMakeAFunctionHarmless() throws Exception {
        patch("long careful(long x) { return x + 2; }\n");
        assertEquals(List.of(), cc.generate().warnings());
    }

    @Test
    void withoutTheOptimisation() throws Exception {
        cc.target("-fno-ipa-ra", "-fno-ipa-stack-alignment", "main.c");
        patch(LEAF);
        assertEquals(List.of(), cc.generate().warnings());
    }

    @Test
    void functionsThatTheLinkerDropped() throws Exception {
        cc.source("main.c", TARGET + "long unused(long x) { return leaf(x) + x; }\n");
        cc.target("-ffunction-sections", "-Wl,--gc-sections", "main.c");
        patch("long careful(long x) { return x + 2; }\n");
        assertEquals(List.of(), cc.generate().warnings());
    }

    @Test
    void aTargetThatIsNone() throws Exception {
        patch(LEAF);
        cc.source("text", "not a program");
        GenerateRequest request = GenerateRequest.of(cc.path("text"), cc.path("fix.so"));
        UnusableTargetException e =
                assertThrows(UnusableTargetException.class, () -> cc.generate(request));
        assertTrue(e.getMessage().contains("text"), e.getMessage());
    }

    @Test
    void aTargetThatIsCutOff() throws Exception {
        patch(LEAF);
        cc.run("sh", "-c", "head -c 1000 target > cut");
        GenerateRequest request = GenerateRequest.of(cc.path("cut"), cc.path("fix.so"));
        UnusableTargetException e =
                assertThrows(UnusableTargetException.class, () -> cc.generate(request));
        assertTrue(e.getMessage().contains("cut"), e.getMessage());
    }
}
