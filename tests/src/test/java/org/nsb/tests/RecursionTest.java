// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.tests.harness.Fingerprint;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/** A thread that is many calls deep, in the function that is replaced or in another. */
@LiveTest
class RecursionTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "100, 5050", "5000, 12502500"})
    void deepInsideTheFunction(int depth, long sum, Workbench bench) {
        Path build = bench.built("recursion");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("recursion"), build.resolve("patch.so"));
        Subject subject = bench.start(build.resolve("recursion")).ready();

        subject.ask("down " + depth, "ok");
        Fingerprint before = Fingerprint.of(subject.pid());
        nsb.run("patch", subject.pid(), patch, "--timeout", "300ms", "--stop-budget", "10s")
                .refuses(3, "busy", "descend", subject.pid());
        before.assertSame();
        subject.ask("expect old", "ok old");
        subject.ask("up", "ok " + sum);

        nsb.run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect new", "ok new");
        subject.ask("down " + depth, "ok");
        nsb.run("revert", subject.pid(), patch, "--timeout", "300ms", "--stop-budget", "10s")
                .refuses(3, "busy");
        subject.ask("up", "ok " + 10 * sum);
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect old", "ok old");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5000, 100_000})
    void deepInsideAnotherFunction(int depth, Workbench bench) {
        Path build = bench.built("recursion");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("recursion"), build.resolve("patch_other.so"));
        Subject subject = bench.start(build.resolve("recursion")).ready();

        subject.ask("down " + depth, "ok");
        nsb.run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect-other new", "ok new");
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect-other old", "ok old");
        subject.ask("up", "ok " + depth * (depth + 1L) / 2);
    }

    /** {@code --probe} says the same as an attempt would, and {@code check} alone never stops. */
    @Test
    void checkProbes(Workbench bench) {
        Path build = bench.built("recursion");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("recursion"), build.resolve("patch.so"));
        Subject subject = bench.start(build.resolve("recursion")).ready();

        subject.ask("down 10", "ok");
        Fingerprint before = Fingerprint.of(subject.pid());
        nsb.run("check", subject.pid(), patch).exits(0).says("applicable");
        nsb.run("check", subject.pid(), patch, "--probe").exits(3).says("busy").says("descend");
        before.assertSame();
        subject.ask("up", "ok 55");
        nsb.run("check", subject.pid(), patch, "--probe").exits(0).says("applicable");
    }
}
