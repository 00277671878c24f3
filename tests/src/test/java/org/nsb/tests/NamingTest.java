// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.TargetCpu;
import org.nsb.tests.harness.Workbench;
import org.nsb.vzpatch.PatchFile;

/** How the patch to be reverted is named; its file may be gone or be another one by now. */
@LiveTest(TargetCpu.X86_64) // nothing here depends on the CPU
class NamingTest {

    @Test
    void byBuildIdWhenTheFileIsGone(Workbench bench) throws IOException {
        Path patch = Layers.patch(bench, "one");
        String id = id(patch);
        Subject subject = patched(bench, patch);
        Files.delete(patch);
        subject.ask("expect one", "ok one");
        bench.nsb().run("revert", subject.pid(), id).exits(0);
        subject.ask("expect old", "ok old");
    }

    @Test
    void byPrefixWhenTheFileIsOverwritten(Workbench bench) throws IOException {
        Path patch = Layers.patch(bench, "one");
        String id = id(patch);
        Subject subject = patched(bench, patch);
        Files.write(patch, new byte[(int) Files.size(patch)]);
        subject.ask("calls", "ok");
        bench.nsb().run("revert", subject.pid(), id.substring(0, 12)).exits(0);
        subject.ask("expect old", "ok old");
    }

    /** The process holds its own copy: what happens to the file's bytes does not reach it. */
    @Test
    void byNameWhenTheFileIsTruncated(Workbench bench) throws IOException {
        Path file = bench.directory().resolve("renamed.nsb");
        Path object = bench.built("layers").resolve("one.so");
        bench.nsb()
                .run("generate", Layers.program(bench), object, "-o", file, "--name", "fix-42")
                .exits(0);
        Subject subject = patched(bench, file);
        Files.write(file, new byte[0]);
        subject.ask("calls", "ok");
        bench.nsb().run("list", subject.pid()).exits(0).says("fix-42");
        bench.nsb().run("revert", subject.pid(), "fix-42").exits(0);
        subject.ask("expect old", "ok old");
    }

    @Test
    void ambiguousPrefix(Workbench bench) {
        Nsb nsb = bench.nsb();
        Path one = sameName(bench, "one");
        Path two = sameName(bench, "two");
        Subject subject = patched(bench, one);
        nsb.run("patch", subject.pid(), two).exits(0);
        nsb.run("revert", subject.pid(), "twin")
                .refuses(5, subject.pid(), "more than one", id(one), id(two));
        subject.ask("expect two", "ok two");

        String prefix = common(id(one), id(two));
        if (!prefix.isEmpty()) { // a coincidence, but then it has to be ambiguous too
            nsb.run("revert", subject.pid(), prefix).refuses(5, "more than one");
        }
        String unique = id(one).substring(0, prefix.length() + 1);
        nsb.run("revert", subject.pid(), unique).exits(0);
        subject.ask("expect two", "ok two");
        nsb.run("revert", subject.pid(), "twin").exits(0);
        subject.ask("expect old", "ok old");
    }

    @Test
    void nothingOfThatName(Workbench bench) {
        Subject subject = patched(bench, Layers.patch(bench, "one"));
        bench.nsb()
                .run("revert", subject.pid(), "no-such-patch")
                .refuses(5, "no-such-patch", subject.pid(), "not applied");
        subject.ask("expect one", "ok one");
    }

    /** Without a process, the patches of all processes are listed. */
    @Test
    void listWithoutProcess(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject first = patched(bench, patch);
        Subject second = patched(bench, patch);
        Subject other = Layers.start(bench);
        String out = bench.nsb().run("list").exits(0).out();
        assertTrue(lists(out, first) && lists(out, second) && !lists(out, other), out);
    }

    private static boolean lists(String out, Subject subject) {
        return out.lines().anyMatch(line -> line.matches("\\s*" + subject.pid() + "\\s.*"));
    }

    private static Subject patched(Workbench bench, Path patch) {
        Subject subject = Layers.start(bench);
        bench.nsb().run("patch", subject.pid(), patch).exits(0);
        return subject;
    }

    private static Path sameName(Workbench bench, String says) {
        Path patch = bench.directory().resolve("twin-" + says + ".nsb");
        Path object = bench.built("layers").resolve(says + ".so");
        bench.nsb()
                .run("generate", Layers.program(bench), object, "-o", patch, "--name", "twin")
                .exits(0);
        return patch;
    }

    private static String id(Path patch) {
        return PatchFile.read(patch).vzpatch().patch().buildId().hex();
    }

    private static String common(String a, String b) {
        int length = 0;
        while (a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return a.substring(0, length);
    }
}
