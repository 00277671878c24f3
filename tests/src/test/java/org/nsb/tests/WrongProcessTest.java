// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
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

/** Processes that do not exist, end, or may not be touched. */
@LiveTest
class WrongProcessTest {
    /** Greater than any id that the kernel gives out (man 5 proc, pid_max). */
    private static final int NOBODY = 1 << 29;

    @Test
    void noSuchProcess(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        for (String verb : List.of("patch", "check", "revert")) {
            bench.nsb().run(verb, NOBODY, patch).refuses(6, NOBODY);
        }
        bench.nsb().run("list", NOBODY).refuses(6, NOBODY);
    }

    @Test
    void threadInsteadOfAProcess(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        List<Long> threads = new ProcessFiles(subject.pid()).threads();
        long thread = threads.get(threads.size() - 1);
        for (String verb : List.of("patch", "check", "revert")) {
            bench.nsb().run(verb, thread, patch).refuses(6, thread, "thread");
        }
        before.assertSame();
    }

    /** The process that has ended and is still listed, because its parent has not noticed. */
    @Test
    void zombie(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject parent =
                bench.start(List.of("sh", "-c", "sleep 3600 & echo ready; echo $!; exec cat"))
                        .ready();
        long child = Long.parseLong(parent.line());
        bench.run(List.of("kill", "-KILL", Long.toString(child))).exits(0);
        bench.await("the process has ended", () -> new ProcessFiles(child).state() == 'Z');
        bench.nsb().run("patch", child, patch).refuses(6, child);
        bench.nsb().run("list", child).refuses(6, child);
    }

    @Test
    void kernelThread(Workbench bench) throws IOException {
        Path command = Path.of("/proc/2/comm");
        assumeTrue(
                Files.exists(command) && Files.readString(command).strip().equals("kthreadd"),
                "no kernel threads are visible here");
        Path patch = Layers.patch(bench, "one");
        bench.nsb().run("patch", 2, patch).refuses(7, "2", "thread of the kernel");
        bench.nsb().run("check", 2, patch).refuses(7, "2", "thread of the kernel");
        bench.nsb().run("list", 2).refuses(7, "2", "thread of the kernel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"quit", "kill"})
    void endsWhileNsbTries(String how, Workbench bench) {
        Path build = bench.built("sleepers");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("sleepers"), build.resolve("patch.so"));
        Subject subject = bench.start(build.resolve("sleepers")).ready();
        subject.ask("enter plain", "ok");
        Job job = nsb.begin("patch", subject.pid(), patch, "--timeout", "2m");
        bench.await("the patch is being applied", new ProcessFiles(subject.pid())::holdsPatch);
        if (how.equals("quit")) {
            subject.ask("quit", "bye");
        } else {
            bench.run(List.of("kill", "-KILL", Long.toString(subject.pid()))).exits(0);
        }
        job.await().refuses(6, subject.pid());
        assertEquals(how.equals("quit") ? 0 : 128 + 9, subject.await());
    }

    @Test
    void tracedByADebugger(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        Subject tracer =
                bench.start(
                                List.of(
                                        bench.built("tracer") + "/tracer",
                                        Long.toString(subject.pid())))
                        .ready();
        assertEquals(tracer.pid(), new ProcessFiles(subject.pid()).tracer());

        bench.nsb()
                .run("patch", subject.pid(), patch)
                .refuses(7, subject.pid(), tracer.pid(), "tracer");
        bench.nsb().run("check", subject.pid(), patch).exits(0).says("applicable");
        bench.nsb().run("list", subject.pid()).exits(0).says("no patches");
        before.assertSame();
        subject.ask("expect old", "ok old");

        tracer.ask("quit", "bye");
        tracer.await();
        bench.nsb().run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect one", "ok one");
    }

    /** Run by a user who has no right to touch the process. */
    @Test
    void processOfAnotherUser(Workbench bench) throws IOException {
        assumeTrue(Files.isWritable(Path.of("/proc/1/mem")), "only root can become somebody else");
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        Path patch = Layers.patch(bench, "one");
        Files.setPosixFilePermissions(
                bench.directory(), PosixFilePermissions.fromString("rwxr-xr-x"));
        List<String> nobody =
                List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--");
        assumeTrue(
                bench.run(words(nobody, List.of("test", "-r", patch.toString()))).status() == 0
                        && bench.run(words(nobody, bench.nsb().command("--version"))).status() == 0,
                "another user cannot run nsb in " + Workbench.top());
        for (String verb : List.of("patch", "check", "revert")) {
            bench.run(words(nobody, bench.nsb().command(verb, subject.pid(), patch)))
                    .refuses(7, subject.pid(), "root");
        }
        before.assertSame();
        subject.ask("expect old", "ok old");
    }

    private static List<String> words(List<String> first, List<String> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    @Test
    void wrongArguments(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Nsb nsb = bench.nsb();
        for (String verb : List.of("patch", "check", "revert")) {
            nsb.run(verb).exits(2).complains("PID").complains("Usage");
            nsb.run(verb, 1).exits(2).complains("PATCH");
            nsb.run(verb, "abc", patch).exits(2).complains("'abc' is not a process id");
            nsb.run(verb, "-1", patch).exits(2);
            nsb.run(verb, "0", patch).exits(2).complains("'0'");
            nsb.run(verb, 1, patch, "more").exits(2).complains("more");
            nsb.run(verb, 1, patch, "--no-such-option").exits(2).complains("--no-such-option");
            nsb.run(verb, 1, patch, "--timeout", "soon").exits(2).complains("soon");
        }
        nsb.run().exits(2).complains("Usage");
        nsb.run("pach").exits(2).complains("pach");
        nsb.run("list", "abc").exits(2).complains("abc");
        nsb.run("list", 0).exits(2).complains("0");
        nsb.run("inspect").exits(2);
        nsb.run("generate").exits(2);
    }
}
