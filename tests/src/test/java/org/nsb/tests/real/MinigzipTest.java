// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.real;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.Job;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Run;
import org.nsb.tests.harness.Workbench;

/**
 * zlib's minigzip is patched and reverted while it compresses a stream that does not end in the
 * meantime. What it wrote is unpacked and compared: nothing is lost, and one stretch in the middle
 * is what the patched function made of it.
 */
@LiveTest
@Tag("real")
class MinigzipTest {
    private static final int ROUNDS = 5;

    /** Lines: more than all buffers between here and the compression hold. */
    private static final long MANY = 20_000;

    @Test
    @DisplayName("patched while compressing")
    void patchedWhileCompressing(Workbench bench) throws IOException {
        Path source = source(bench);
        Path minigzip = build(bench, source);
        Path patch = patch(bench, source, minigzip);
        Path packed = bench.directory().resolve("out.gz");
        bench.run(List.of("mkfifo", "in")).exits(0);
        Job job =
                bench.begin(List.of("sh", "-c", "exec \"$0\" < in > out.gz", minigzip.toString()));
        long lines;
        try (Feeder feeder = Feeder.start(bench.directory().resolve("in"))) {
            feeder.awaitMore(bench, MANY);
            Nsb nsb = bench.nsb();
            for (int round = 0; round < ROUNDS; round++) {
                nsb.run("patch", job.pid(), patch).exits(0);
                feeder.awaitMore(bench, MANY);
                nsb.run("revert", job.pid(), patch).exits(0);
                feeder.awaitMore(bench, MANY);
            }
            lines = feeder.finish();
        }
        job.await().exits(0);
        verify(packed, lines);
    }

    private static Path source(Workbench bench) {
        Path directory = Workbench.top().resolve("tests/target/real");
        Run fetch =
                bench.run(
                        List.of(
                                Workbench.top() + "/scripts/source-package",
                                "zlib",
                                directory.toString()));
        Assumptions.assumeTrue(
                fetch.status() == 0, "the source package of zlib cannot be had: " + fetch.err());
        return directory.resolve("zlib");
    }

    private static Path build(Workbench bench, Path source) throws IOException {
        Path directory = source.resolveSibling("minigzip-" + bench.cpu());
        Files.createDirectories(directory);
        String commands = "cd \"$1\" && CFLAGS='-O2 -g' \"$0/configure\" --static && make minigzip";
        bench.run(List.of("sh", "-c", commands, source.toString(), directory.toString())).exits(0);
        return directory.resolve("minigzip");
    }

    private static Path patch(Workbench bench, Path source, Path minigzip) {
        Path object = bench.directory().resolve("loud.so");
        bench.cc(
                List.of(
                        "-shared",
                        "-fPIC",
                        "-g",
                        "-O2",
                        "-D_LARGEFILE64_SOURCE=1", // as configure has it: gzFile depends on it
                        "-I" + minigzip.getParent(), // zconf.h is made by configure
                        "-I" + source,
                        "-o",
                        object.toString(),
                        Workbench.programs("minigzip").resolve("loud.c").toString()));
        return bench.nsb().generate(minigzip, object);
    }

    /** Compares all lines, and counts how often the letters' case changes: twice each round. */
    private static void verify(Path packed, long lines) throws IOException {
        try (BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(
                                new GZIPInputStream(Files.newInputStream(packed)),
                                StandardCharsets.US_ASCII))) {
            boolean loud = false;
            int changes = 0;
            for (long i = 0; i < lines; i++) {
                String line = reader.readLine();
                assertEquals(Feeder.line(i), line.toLowerCase(Locale.ROOT));
                // the buffers do not end where the lines do: the last letter stands for all
                char last = line.charAt(line.length() - 1);
                if (Character.isUpperCase(last) != loud) {
                    loud = !loud;
                    changes++;
                }
            }
            assertEquals(null, reader.readLine());
            assertEquals(2 * ROUNDS, changes);
            assertTrue(!loud, "the end should be in small letters");
        }
    }
}
