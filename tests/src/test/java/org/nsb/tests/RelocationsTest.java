// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/**
 * Every kind of relocation that a patch can contain has the right value, in the main thread and in
 * a fresh one; the program under test verifies them itself.
 */
@LiveTest
class RelocationsTest {

    @Test
    void executableThatExportsItsSymbols(Workbench bench) {
        Path build = bench.directory().resolve("exporting");
        bench.run(
                        List.of(
                                "env",
                                "CFLAGS=-O2 -rdynamic",
                                Workbench.programs("relocs") + "/build",
                                build.toString()))
                .exits(0);
        patchTwice(bench, build);
    }

    @Test
    void executableWithItsSymbolsInDebugInformationOnly(Workbench bench) {
        patchTwice(bench, bench.built("relocs"));
    }

    /** The second time the patch is a new one: its data is what it was in the file. */
    private static void patchTwice(Workbench bench, Path build) {
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("relocs"), build.resolve("patch.so"));
        Subject subject = bench.start(build.resolve("relocs")).ready();
        subject.ask("expect old", "ok old");
        for (int i = 0; i < 2; i++) {
            nsb.run("patch", subject.pid(), patch).exits(0);
            subject.ask("expect new", "ok new");
            subject.ask("expect new", "ok new");
            nsb.run("revert", subject.pid(), patch).exits(0);
            subject.ask("expect old", "ok old");
        }
    }
}
