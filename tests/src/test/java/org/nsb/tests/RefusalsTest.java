// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Run;
import org.nsb.tests.harness.TargetCpu;
import org.nsb.tests.harness.Workbench;

/** What the generator refuses, or is given in vain: no patch is written. */
@LiveTest(TargetCpu.X86_64) // nothing here depends on the CPU
class RefusalsTest {
    private static final String TARGET =
            """
            #include <stdio.h>
            __attribute__((noipa)) static int helper(int x) { return x + 1; }
            __attribute__((noipa)) int compute(int x, const char *why)
            {
                printf("%s %d\\n", why, x);
                return helper(x);
            }
            int other(int x);
            int main(int argc, char **argv) { return compute(argc, argv[0]) + other(argc); }
            """;

    private static final String OTHER =
            """
            __attribute__((noipa)) static int helper(int x) { return x + 2; }
            int other(int x) { return helper(x) * 3; }
            """;

    @Test
    void prototypesDiffer(Workbench bench) {
        refused(
                        bench,
                        """
                        long long compute(long long x, const char *why) { return x + (why != 0); }
                        """)
                .complains("compute")
                .complains("long long int compute(long long int, const char *)")
                .complains("int compute(int, const char *)");
    }

    @Test
    void ambiguousStatic(Workbench bench) {
        refused(
                        bench,
                        """
                        #include <nsb/vzp.h>
                        VZP_STATIC_FUNC_REF(int, helper, (int x))
                        int compute(int x, const char *why) { return helper(x) + (why != 0); }
                        """)
                .complains("helper")
                .complains("target.c:2")
                .complains("other.c:1")
                .complains("VZP_FILE");
    }

    /** A patch that the same source would be, if only it said which file it means. */
    @Test
    void fileDecides(Workbench bench) {
        Path patch = bench.directory().resolve("fix.nsb");
        Path object =
                bench.patchObject(
                        "fix",
                        """
                        #include <nsb/vzp.h>
                        VZP_FILE("other.c")
                        VZP_STATIC_FUNC_REF(int, helper, (int x))
                        int compute(int x, const char *why) { return helper(x) + (why != 0); }
                        """);
        bench.nsb()
                .run("generate", target(bench), object, "-o", patch)
                .exits(0)
                .says("compute")
                .says("helper");
        assertTrue(Files.exists(patch));
    }

    @Test
    void missingStatic(Workbench bench) {
        refused(
                        bench,
                        """
                        #include <nsb/vzp.h>
                        VZP_STATIC_VAR_REF(int, no_such_variable)
                        int compute(int x, const char *why) { return no_such_variable + x; }
                        """)
                .complains("no_such_variable");
    }

    @Test
    void typesDiffer(Workbench bench) {
        refused(
                        bench,
                        """
                        #include <nsb/vzp.h>
                        VZP_STATIC_FUNC_REF(char *, helper, (double x), "other.c")
                        int compute(int x, const char *why) { return helper(x) == why; }
                        """)
                .complains("helper");
    }

    @Test
    void nothingIsReplaced(Workbench bench) {
        refused(bench, "int quite_new(int x) { return x; }\n");
    }

    /** All reasons at once. */
    @Test
    void everyReason(Workbench bench) {
        refused(
                        bench,
                        """
                        #include <nsb/vzp.h>
                        VZP_STATIC_FUNC_REF(int, helper, (int x))
                        VZP_STATIC_VAR_REF(int, no_such_variable)
                        long long compute(long long x, const char *why)
                        {
                            return helper(x) + no_such_variable + (why != 0);
                        }
                        """)
                .complains("helper")
                .complains("no_such_variable")
                .complains("long long int compute");
    }

    @Test
    void targetWithoutDebugInformation(Workbench bench) {
        Path target = target(bench);
        bench.run(List.of("strip", target.toString())).exits(0);
        Path object = bench.built("layers").resolve("one.so");
        Path patch = bench.directory().resolve("fix.nsb");
        bench.nsb()
                .run("generate", target, object, "-o", patch)
                .refuses(1, target, "debug information");
        assertTrue(Files.notExists(patch));
    }

    @Test
    void patchWithoutDebugInformation(Workbench bench) {
        Path object = bench.patchObject("fix", "int compute(int x) { return x; }\n");
        bench.run(List.of("strip", object.toString())).exits(0);
        Path patch = bench.directory().resolve("fix.nsb");
        bench.nsb()
                .run("generate", target(bench), object, "-o", patch)
                .refuses(1, object, "debug information");
        assertTrue(Files.notExists(patch));
    }

    @Test
    void noElfFiles(Workbench bench) {
        Path text = bench.write("notes.txt", "no program\n");
        Path object = bench.built("layers").resolve("one.so");
        Path patch = bench.directory().resolve("fix.nsb");
        bench.nsb().run("generate", text, object, "-o", patch).refuses(1, text);
        bench.nsb().run("generate", target(bench), text, "-o", patch).refuses(9, text);
        Path nothing = bench.directory().resolve("nothing");
        bench.nsb()
                .run("generate", nothing, object, "-o", patch)
                .refuses(1, nothing, "no such file");
        assertTrue(Files.notExists(patch));
    }

    private static Run refused(Workbench bench, String source) {
        Path object = bench.patchObject("fix", source);
        Path patch = bench.directory().resolve("fix.nsb");
        Run run = bench.nsb().run("generate", target(bench), object, "-o", patch).refuses(8);
        assertTrue(Files.notExists(patch), "a patch was written although it was refused");
        return run;
    }

    private static Path target(Workbench bench) {
        Path program = bench.directory().resolve("target");
        String target = bench.write("target.c", TARGET).toString();
        String other = bench.write("other.c", OTHER).toString();
        bench.cc(List.of("-g", "-O2", "-o", program.toString(), target, other));
        return program;
    }
}
