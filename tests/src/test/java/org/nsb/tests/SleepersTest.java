// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.tests.harness.Fingerprint;
import org.nsb.tests.harness.Job;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.ProcessFiles;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/** Threads that sleep where they are, or are not, in the way of a patch or its removal. */
@LiveTest
class SleepersTest {

    /** Asleep somewhere below the function: whatever lies between, nsb has to see it. */
    @ParameterizedTest
    @ValueSource(strings = {"plain", "deep", "signal", "altstack"})
    void isInTheWay(String how, Workbench bench) {
        Path patch = generate(bench);
        Nsb nsb = bench.nsb();
        Subject subject = start(bench);

        subject.ask("enter " + how, "ok");
        Fingerprint before = Fingerprint.of(subject.pid());
        nsb.run("patch", subject.pid(), patch, "--timeout", "300ms", "--stop-budget", "10s")
                .refuses(3, "busy", "slow", subject.pid());
        before.assertSame();
        subject.ask("expect old", "ok old");
        subject.ask("leave", "ok");
        nsb.run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect new", "ok new");

        subject.ask("enter " + how, "ok");
        before = Fingerprint.of(subject.pid());
        nsb.run("revert", subject.pid(), patch, "--timeout", "300ms", "--stop-budget", "10s")
                .refuses(3, "busy");
        before.assertSame();
        subject.ask("expect new", "ok new");
        subject.ask("leave", "ok");
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect old", "ok old");
    }

    /** Return addresses on the stack that nobody will return to are no reason to refuse. */
    @ParameterizedTest
    @ValueSource(strings = {"stale", "outside"})
    void isNotInTheWay(String how, Workbench bench) {
        Path patch = generate(bench);
        Nsb nsb = bench.nsb();
        Subject subject = start(bench);

        subject.ask("enter " + how, "ok");
        nsb.run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect new", "ok new");
        subject.ask("leave", "ok");

        subject.ask("enter " + how, "ok");
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect old", "ok old");
        subject.ask("leave", "ok");
        subject.ask("expect old", "ok old");
    }

    /** What is mapped tells enough: a package manager may have replaced the file long ago. */
    @ParameterizedTest
    @ValueSource(strings = {"stale", "outside"})
    void isNotInTheWayThoughTheFileIsGone(String how, Workbench bench) throws IOException {
        Path patch = generate(bench);
        Path program = bench.directory().resolve("gone");
        Files.copy(
                bench.built("sleepers").resolve("sleepers"),
                program,
                StandardCopyOption.COPY_ATTRIBUTES);
        Subject subject = bench.start(program).ready();
        Files.delete(program);

        subject.ask("enter " + how, "ok");
        bench.nsb().run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect new", "ok new");
        subject.ask("leave", "ok");
    }

    /** nsb lets go between its attempts, so the thread can leave while nsb waits. */
    @Test
    void leavesWhileNsbTries(Workbench bench) {
        Path patch = generate(bench);
        Subject subject = start(bench);
        ProcessFiles files = new ProcessFiles(subject.pid());

        subject.ask("enter plain", "ok");
        Job job = bench.nsb().begin("patch", subject.pid(), patch, "--timeout", "50s");
        bench.await("the patch is being applied", files::holdsPatch);
        subject.ask("expect old", "ok old");
        subject.ask("leave", "ok");
        job.await().exits(0);
        subject.ask("expect new", "ok new");
    }

    private static Path generate(Workbench bench) {
        Path build = bench.built("sleepers");
        return bench.nsb().generate(build.resolve("sleepers"), build.resolve("patch.so"));
    }

    private static Subject start(Workbench bench) {
        return bench.start(bench.built("sleepers").resolve("sleepers")).ready();
    }
}
