// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.nsb.elf.BuildId;
import org.nsb.elf.ElfFile;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.TargetCpu;
import org.nsb.tests.harness.Workbench;

/** Targets as distributions ship them: stripped, with the debug information in another file. */
@LiveTest(TargetCpu.X86_64) // nothing here depends on the CPU
class SeparateDebugInfoTest {

    @Test
    void namedByTheUser(Workbench bench) throws IOException {
        Path stripped = strip(bench, "apart");
        bench.nsb()
                .run("generate", stripped, object(bench), "-o", patch(bench))
                .refuses(1, stripped, "debug information", "--debug-file");
        Path debug = bench.directory().resolve("apart/layers.debug");
        bench.nsb()
                .run("generate", stripped, object(bench), "-o", patch(bench), "--debug-file", debug)
                .exits(0);
        lifeOf(bench, stripped);
    }

    @Test
    void namedByTheDebugLink(Workbench bench) throws IOException {
        Path stripped = strip(bench, "beside");
        Path debug = bench.directory().resolve("beside/layers.debug");
        bench.run(List.of("objcopy", "--add-gnu-debuglink=" + debug, stripped.toString())).exits(0);
        assertEquals(debug.toString(), debugFile(bench, stripped));
        lifeOf(bench, stripped);
    }

    @Test
    void inTheBuildIdDirectory(Workbench bench) throws IOException {
        Path global = Path.of("/usr/lib/debug");
        assumeTrue(
                Files.isWritable(Files.isDirectory(global) ? global : global.getParent()),
                "needs the right to write " + global);
        Path stripped = strip(bench, "global");
        String id = ElfFile.read(stripped).buildId().map(BuildId::hex).orElseThrow();
        Path place =
                global.resolve(".build-id")
                        .resolve(id.substring(0, 2))
                        .resolve(id.substring(2) + ".debug");
        Files.createDirectories(place.getParent());
        try {
            Files.copy(bench.directory().resolve("global/layers.debug"), place);
            assertEquals(place.toString(), debugFile(bench, stripped));
            lifeOf(bench, stripped);
        } finally {
            Files.deleteIfExists(place);
        }
    }

    @Test
    void ofAnotherBuild(Workbench bench) throws IOException {
        Path stripped = strip(bench, "other");
        Path foreign = bench.built("threads").resolve("threads");
        bench.nsb()
                .run(
                        "generate",
                        stripped,
                        object(bench),
                        "-o",
                        patch(bench),
                        "--debug-file",
                        foreign)
                .refuses(1, foreign, "another build");
        assertTrue(Files.notExists(patch(bench)), "a patch was written although it was refused");
    }

    private static Path strip(Workbench bench, String directory) throws IOException {
        Path build = Files.createDirectory(bench.directory().resolve(directory));
        // a build-id of its own: nobody else may find its file in the global directory
        bench.run(
                        List.of(
                                "env",
                                "CFLAGS=-O2 -Wl,--build-id=0x"
                                        + UUID.randomUUID().toString().replace("-", ""),
                                Workbench.programs("layers") + "/build",
                                build.toString()))
                .exits(0);
        String program = build.resolve("layers").toString();
        bench.run(List.of("objcopy", "--only-keep-debug", program, program + ".debug")).exits(0);
        bench.run(List.of("objcopy", "--strip-all", program)).exits(0);
        return build.resolve("layers");
    }

    private static Path object(Workbench bench) {
        return bench.built("layers").resolve("one.so");
    }

    private static Path patch(Workbench bench) {
        return bench.directory().resolve("one.nsb");
    }

    /** Generates, and tells where the debug information was found. */
    private static String debugFile(Workbench bench, Path stripped) {
        return bench.nsb()
                .run("generate", stripped, object(bench), "-o", patch(bench), "--json")
                .exits(0)
                .json()
                .get("debugFile")
                .getAsString();
    }

    private static void lifeOf(Workbench bench, Path program) {
        Nsb nsb = bench.nsb();
        Subject subject = bench.start(program).ready();
        nsb.run("patch", subject.pid(), patch(bench)).exits(0);
        subject.ask("expect one", "ok one");
        nsb.run("revert", subject.pid(), patch(bench)).exits(0);
        subject.ask("expect old", "ok old");
    }
}
