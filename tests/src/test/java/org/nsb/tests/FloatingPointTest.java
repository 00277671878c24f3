// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/**
 * Vector, x87 and general registers of running and sleeping threads survive 100 patches and
 * reverts: one of these threads makes nsb's system calls each time, the others are stopped.
 */
@LiveTest
class FloatingPointTest {
    private static final int ROUNDS = 30;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void registersSurvive(Workbench bench) {
        Path build = bench.built("fpstate");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("fpstate"), build.resolve("patch.so"));
        Subject subject = bench.start(build.resolve("fpstate")).ready();
        for (int round = 0; round < ROUNDS; round++) {
            nsb.run("patch", subject.pid(), patch).exits(0);
            subject.ask("expect new", "ok new");
            nsb.run("revert", subject.pid(), patch).exits(0);
            subject.ask("expect old", "ok old");
        }
        String rounds = subject.ask("rounds");
        assertTrue(rounds.endsWith(" faults 0"), rounds);
    }
}
