// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.nsb.elf.BuildId;
import org.nsb.elf.ElfFile;
import org.nsb.tests.harness.Fingerprint;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.ProcessFiles;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.TargetCpu;
import org.nsb.tests.harness.Workbench;
import org.nsb.vzpatch.Vzpatch;

/** Good patches that do not fit the process: refused while it runs, without touching it. */
@LiveTest
class NotApplicableTest {
    private static final byte BREAKPOINT = (byte) 0xcc;

    @Test
    void processWithoutTheModule(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject other = bench.start(bench.built("family").resolve("family")).ready();
        refused(bench, other, patch, "layers", buildId(Layers.program(bench)));
        other.ask("expect old", "ok old");
    }

    /** The same program, built another time. */
    @Test
    void anotherBuild(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Path build = bench.directory().resolve("again");
        bench.run(
                        List.of(
                                "env",
                                "CFLAGS=-O1",
                                Workbench.programs("layers") + "/build",
                                build.toString()))
                .exits(0);
        Path program = build.resolve("layers");
        Subject subject = bench.start(program).ready();
        refused(bench, subject, patch, "layers", buildId(Layers.program(bench)), buildId(program));
        subject.ask("expect old", "ok old");
    }

    @Test
    void anotherArchitecture(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject subject = Layers.start(bench);
        Path arm = CraftedPatch.forMachine(bench, patch, foreign(bench));
        refused(bench, subject, arm, foreign(bench).name(), bench.cpu());
        subject.ask("expect old", "ok old");
    }

    /** The same source for the CPU's other mode, which runs on this machine too. */
    @Test
    void otherModeOfTheCpu(Workbench bench) {
        TargetCpu other = bench.cpu() == TargetCpu.X86 ? TargetCpu.X86_64 : TargetCpu.X86;
        Assumptions.assumeTrue(
                other.obstacle().isEmpty(), () -> other + ": " + other.obstacle().orElseThrow());
        Path build = bench.directory().resolve("other");
        bench.run(
                        List.of(
                                "env",
                                "CC=" + other.compiler(),
                                Workbench.programs("layers") + "/build",
                                build.toString()))
                .exits(0);
        Path patch = bench.nsb().generate(build.resolve("layers"), build.resolve("one.so"));
        Subject subject = Layers.start(bench);
        refused(bench, subject, patch, "is for " + other, "architecture: " + bench.cpu());
        subject.ask("expect old", "ok old");
    }

    /** An architecture of the same width that nsb does not support. */
    private static Vzpatch.ElfArchitecture foreign(Workbench bench) {
        return bench.cpu() == TargetCpu.X86
                ? new Vzpatch.ElfArchitecture("arm", 40, 32)
                : new Vzpatch.ElfArchitecture("aarch64", 183, 64);
    }

    /** Header and metadata of one patch speak of different CPUs. */
    @Test
    void architecturesDiffer(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject subject = Layers.start(bench);
        Path mixed =
                CraftedPatch.with(
                        bench,
                        patch,
                        "mixed",
                        v ->
                                new Vzpatch(
                                        new Vzpatch.Module(
                                                v.target().buildId(),
                                                foreign(bench),
                                                v.target().name()),
                                        v.patch(),
                                        v.label(),
                                        v.functions(),
                                        v.symbols(),
                                        v.relocations(),
                                        v.placement(),
                                        v.newSymbols(),
                                        v.origin()));
        Fingerprint before = Fingerprint.of(subject.pid());
        bench.nsb()
                .run("patch", subject.pid(), mixed)
                .refuses(9, mixed, foreign(bench).name(), bench.cpu());
        before.assertSame();
    }

    @Test
    void symbolThatNobodyDefines(Workbench bench) {
        Path object =
                bench.patchObject(
                        "lost",
                        """
                        const char *nobody_defines_this(void);
                        const char *state(const char *prefix, long detail)
                        {
                            return detail ? prefix : nobody_defines_this();
                        }
                        """);
        Path patch = bench.directory().resolve("lost.nsb");
        int status =
                bench.nsb().run("generate", Layers.program(bench), object, "-o", patch).status();
        Subject subject = Layers.start(bench);
        if (status == 0) {
            refused(bench, subject, patch, "nobody_defines_this");
        } else { // as good: the generator knows already
            bench.nsb()
                    .run("generate", Layers.program(bench), object, "-o", patch)
                    .refuses(8, "nobody_defines_this");
        }
        subject.ask("expect old", "ok old");
    }

    /** Somebody has set a breakpoint and gone away. */
    @Test
    void functionThatSomebodyChanged(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Subject subject = Layers.start(bench);
        // behind the function's first path, so that no thread ever gets there
        long place = Layers.address(subject) + functionSize(bench, "state") - 1;
        ProcessFiles memory = new ProcessFiles(subject.pid());
        byte[] original = memory.read(place, 1);
        memory.write(place, BREAKPOINT);
        refused(bench, subject, patch, "state", "0x" + Long.toHexString(Layers.address(subject)));
        subject.ask("expect old", "ok old");

        memory.write(place, original);
        bench.nsb().run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect one", "ok one");
    }

    /** The jump of an applied patch is not nsb's any more: it is not overwritten blindly. */
    @Test
    void jumpThatSomebodyChanged(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Path next = Layers.patch(bench, "two");
        Nsb nsb = bench.nsb();
        Subject subject = Layers.start(bench);
        nsb.run("patch", subject.pid(), patch).exits(0);
        ProcessFiles memory = new ProcessFiles(subject.pid());
        long place = Layers.address(subject) + jumpOffset(memory, Layers.address(subject)) + 4;
        byte[] original = memory.read(place, 1);

        bench.run(List.of("kill", "-STOP", Long.toString(subject.pid()))).exits(0);
        bench.await("the process is stopped", () -> memory.state() == 'T');
        memory.write(place, (byte) (original[0] ^ 1));
        Fingerprint before = Fingerprint.of(subject.pid());
        nsb.run("revert", subject.pid(), patch).refuses(4, "state", subject.pid());
        nsb.run("patch", subject.pid(), next).refuses(4, "state", subject.pid());
        before.assertSame();
        memory.write(place, original);
        bench.run(List.of("kill", "-CONT", Long.toString(subject.pid()))).exits(0);

        subject.ask("expect one", "ok one");
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect old", "ok old");
    }

    /** No room for the patch near the executable, and none for a longer jump in the function. */
    @Test
    void noRoomWithinReach(Workbench bench) {
        assumeJumpsHaveAnEnd(bench);
        Path build = bench.built("cramped");
        Path patch =
                bench.nsb().generate(build.resolve("cramped"), build.resolve("patch_small.so"));
        Subject subject = bench.start(build.resolve("cramped")).ready();
        refused(bench, subject, patch, "no room", "cramped", subject.pid());
        subject.ask("expect-small old", "ok old");
    }

    /** Where the function is long enough, the patch can be anywhere. */
    @Test
    void roomFarAway(Workbench bench) {
        assumeJumpsHaveAnEnd(bench);
        Path build = bench.built("cramped");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("cramped"), build.resolve("patch_large.so"));
        Subject subject = bench.start(build.resolve("cramped")).ready();
        nsb.run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect-large new", "ok new");
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect-large old", "ok old");
    }

    @Test
    void wrongState(Workbench bench) {
        Path patch = Layers.patch(bench, "one");
        Nsb nsb = bench.nsb();
        Subject subject = Layers.start(bench);
        Fingerprint before = Fingerprint.of(subject.pid());
        nsb.run("revert", subject.pid(), patch).refuses(5, "not applied", subject.pid());
        before.assertSame();
        nsb.run("patch", subject.pid(), patch).exits(0);
        before = Fingerprint.of(subject.pid());
        nsb.run("patch", subject.pid(), patch).refuses(5, "applied", subject.pid());
        before.assertSame();
    }

    private static void assumeJumpsHaveAnEnd(Workbench bench) {
        Assumptions.assumeTrue(
                bench.cpu() != TargetCpu.X86, "jumps of x86 reach every address there is");
    }

    /** patch refuses, check tells, and neither changes anything. */
    private static void refused(Workbench bench, Subject subject, Path patch, Object... words) {
        Fingerprint before = Fingerprint.of(subject.pid());
        bench.nsb().run("patch", subject.pid(), patch).refuses(4, words);
        bench.nsb().run("patch", subject.pid(), patch, "--dry-run").refuses(4, words);
        var check = bench.nsb().run("check", subject.pid(), patch).exits(4).says("not applicable");
        for (Object word : words) {
            check.says(word.toString());
        }
        before.assertSame();
    }

    private static String buildId(Path file) {
        return ElfFile.read(file).buildId().map(BuildId::hex).orElseThrow();
    }

    private static long functionSize(Workbench bench, String name) {
        return ElfFile.read(Layers.program(bench)).symbols().orElseThrow().stream()
                .filter(s -> s.name().equals(name))
                .mapToLong(s -> s.size())
                .findFirst()
                .orElseThrow();
    }

    /** The jump stands behind the landing pad (endbr64), where there is one. */
    private static int jumpOffset(ProcessFiles memory, long function) {
        return (memory.read(function, 1)[0] & 0xff) == 0xf3 ? 4 : 0;
    }
}
