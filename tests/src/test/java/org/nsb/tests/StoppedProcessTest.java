// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.ProcessFiles;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/** A process that somebody has stopped can be patched, and stays stopped. */
@LiveTest
class StoppedProcessTest {

    @Test
    void staysStopped(Workbench bench) {
        Path build = bench.built("threads");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("threads"), build.resolve("patch.so"));
        Subject subject = bench.start(List.of(build + "/threads", "12")).ready();
        ProcessFiles files = new ProcessFiles(subject.pid());

        signal(bench, "-STOP", subject);
        bench.await("the process is stopped", () -> files.state() == 'T');
        nsb.run("patch", subject.pid(), patch).exits(0);
        assertEquals('T', files.state());
        nsb.run("check", subject.pid(), patch).exits(0).says("applied");
        signal(bench, "-CONT", subject);
        subject.ask("expect new", "ok new");

        signal(bench, "-STOP", subject);
        bench.await("the process is stopped", () -> files.state() == 'T');
        nsb.run("revert", subject.pid(), patch).exits(0);
        assertEquals('T', files.state());
        signal(bench, "-CONT", subject);
        subject.ask("expect old", "ok old");
    }

    private static void signal(Workbench bench, String signal, Subject subject) {
        bench.run(List.of("kill", signal, Long.toString(subject.pid()))).exits(0);
    }
}
