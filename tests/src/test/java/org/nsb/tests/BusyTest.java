// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.Fingerprint;
import org.nsb.tests.harness.Job;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.ProcessFiles;
import org.nsb.tests.harness.Run;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.TargetCpu;
import org.nsb.tests.harness.Workbench;

/** How long and how often nsb tries while a thread is in the way. */
@LiveTest(TargetCpu.X86_64) // nothing here depends on the CPU
class BusyTest {
    private static final Pattern ATTEMPTS = Pattern.compile("busy after (\\d+) attempts?");

    /** Beyond what it takes at least: a first look may only tell which unwind tables to read. */
    @Test
    void retriesAreCounted(Workbench bench) {
        Subject subject = busy(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        int least = attempts(patch(bench, subject, "--retries", 0, "--timeout", "2m"));
        assertTrue(least <= 2, "attempts without retries: " + least);
        for (int retries : new int[] {1, 3}) {
            Run run = patch(bench, subject, "--retries", retries, "--timeout", "2m");
            assertEquals(least + retries, attempts(run));
        }
        before.assertSame();
    }

    @Test
    void noTimeAtAll(Workbench bench) {
        Subject subject = busy(bench);
        int least = attempts(patch(bench, subject, "--retries", 0));
        assertEquals(least, attempts(patch(bench, subject, "--timeout", "0ms")));
    }

    /** A longer time is more attempts, and it ends without being told a number of retries. */
    @Test
    void timeoutEndsIt(Workbench bench) {
        Subject subject = busy(bench);
        assertTrue(attempts(patch(bench, subject, "--timeout", "500ms")) > 2);
        subject.ask("leave", "ok");
        subject.ask("expect old", "ok old");
    }

    /** Interrupted from the keyboard, nsb leaves nothing behind that a second run cannot handle. */
    @Test
    void interruptedWhileTrying(Workbench bench) {
        Subject subject = busy(bench);
        ProcessFiles files = new ProcessFiles(subject.pid());
        Job job = bench.nsb().begin("patch", subject.pid(), generate(bench), "--timeout", "2m");
        bench.await("the patch is being applied", files::holdsPatch);
        bench.run(List.of("kill", "-INT", Long.toString(job.pid()))).exits(0);
        assertTrue(job.await().status() != 0);
        subject.ask("expect old", "ok old");
        subject.ask("leave", "ok");
        bench.nsb().run("patch", subject.pid(), generate(bench)).exits(0);
        subject.ask("expect new", "ok new");
        bench.nsb().run("revert", subject.pid(), generate(bench)).exits(0);
        subject.ask("expect old", "ok old");
    }

    private static Subject busy(Workbench bench) {
        Subject subject = bench.start(bench.built("sleepers").resolve("sleepers")).ready();
        subject.ask("enter plain", "ok");
        return subject;
    }

    private static Path generate(Workbench bench) {
        Path build = bench.built("sleepers");
        return bench.nsb().generate(build.resolve("sleepers"), build.resolve("patch.so"));
    }

    private static Run patch(Workbench bench, Subject subject, Object... options) {
        List<Object> arguments = new ArrayList<>(List.of("patch", subject.pid(), generate(bench)));
        arguments.addAll(List.of(options));
        // on a machine with much to do, no thread stops at once, and that would be the reason
        arguments.addAll(List.of("--stop-budget", "10s"));
        return bench.nsb().run(arguments.toArray()).refuses(3, "busy", "slow", subject.pid());
    }

    private static int attempts(Run run) {
        Matcher matcher = ATTEMPTS.matcher(run.err());
        assertTrue(matcher.find(), run::toString);
        return Integer.parseInt(matcher.group(1));
    }
}
