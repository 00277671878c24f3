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
 * No signal is lost, comes twice or out of order while the process is stopped again and again:
 * queued real-time signals and timers, of threads that run, sleep or wait for signals.
 */
@LiveTest
class SignalsTest {
    private static final int ROUNDS = 25;

    @Test
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void noSignalIsLost(Workbench bench) {
        Path build = bench.built("signals");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("signals"), build.resolve("patch.so"));
        Subject subject = bench.start(build.resolve("signals")).ready();
        for (int round = 0; round < ROUNDS; round++) {
            nsb.run("patch", subject.pid(), patch).exits(0);
            subject.ask("expect new", "ok new");
            nsb.run("revert", subject.pid(), patch).exits(0);
            subject.ask("expect old", "ok old");
            says(subject, "progress");
        }
        says(subject, "finish");
    }

    private static void says(Subject subject, String command) {
        String answer = subject.ask(command);
        assertTrue(answer.startsWith("ok "), answer);
    }
}
