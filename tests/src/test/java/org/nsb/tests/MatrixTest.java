// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/**
 * Every kind of patch in every flavour of target: the whole life of a patch, with two threads of
 * the target calling the function all the time. The target itself says whether it runs old or new
 * code.
 *
 * <p>The kinds are the directories of {@code tests/programs/matrix/kinds}.
 */
@LiveTest
@TestInstance(Lifecycle.PER_CLASS)
class MatrixTest {
    private static final Path PROGRAM = Workbench.programs("matrix");

    /** Built targets, by architecture and flavour: each is built once, by whoever needs it. */
    private final Map<String, Path> built = new ConcurrentHashMap<>();

    enum Flavour {
        SHARED,
        PIE,
        NONPIE,
        STATIC,
        STATICPIE;

        /** The file whose functions are replaced. */
        Path module(Path directory) {
            return directory.resolve(this == SHARED ? "libsubject.so" : "main");
        }

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Stream<Arguments> cells() {
        return Arrays.stream(Flavour.values())
                .flatMap(f -> kinds().stream().map(kind -> Arguments.of(f, kind)));
    }

    private static List<String> kinds() {
        try (Stream<Path> directories = Files.list(PROGRAM.resolve("kinds"))) {
            return directories.map(d -> d.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("cells")
    @Execution(ExecutionMode.CONCURRENT)
    void lifeOfAPatch(Flavour flavour, String kind, Workbench bench) {
        Path target =
                built.computeIfAbsent(bench.cpu() + "/" + flavour, at -> build(flavour, at, bench));
        bench.run(List.of(PROGRAM + "/build", "patch", kind, bench.directory().toString()))
                .exits(0);
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(flavour.module(target), bench.directory().resolve(kind + ".so"));
        Subject subject = bench.start(target.resolve("main")).ready();
        long pid = subject.pid();

        subject.ask("expect " + kind + " old", "ok " + kind + " old");
        nsb.run("check", pid, patch).exits(0).says("applicable");
        nsb.run("patch", pid, patch).exits(0);
        subject.ask("expect " + kind + " new", "ok " + kind + " new");
        nsb.run("check", pid, patch).exits(0).says("applied");
        nsb.run("patch", pid, patch).exits(5).complains("applied");
        nsb.run("list", pid).exits(0).says(kind);
        nsb.run("revert", pid, patch).exits(0);
        subject.ask("expect " + kind + " old", "ok " + kind + " old");
        nsb.run("revert", pid, patch).exits(5).complains("not applied");
        nsb.run("patch", pid, patch).exits(0);
        subject.ask("expect " + kind + " new", "ok " + kind + " new");

        subject.ask("quit", "bye");
        assertEquals(0, subject.await(), "the target found wrong results");
    }

    private static Path build(Flavour flavour, String place, Workbench bench) {
        Path directory = Workbench.top().resolve("tests/target/matrix").resolve(place);
        bench.run(List.of(PROGRAM + "/build", "target", flavour.toString(), directory.toString()))
                .exits(0);
        return directory;
    }
}
