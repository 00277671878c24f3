// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/** Functions that are shorter than a jump. */
@LiveTest
class ShortFunctionTest {

    @Test
    void paddingTakesTheEndOfTheJump(Workbench bench) {
        Path build = bench.built("short");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("short"), build.resolve("patch_roomy.so"));
        Subject subject = bench.start(build.resolve("short")).ready();
        subject.ask("expect-roomy old", "ok old");
        nsb.run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect-roomy new", "ok new");
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect-roomy old", "ok old");
    }

    @Test
    void codeBehindTheFunctionIsInTheWay(Workbench bench) {
        Path build = bench.built("short");
        Path patch = bench.directory().resolve("crowded.nsb");
        bench.nsb()
                .run(
                        "generate",
                        build.resolve("short"),
                        build.resolve("patch_crowded.so"),
                        "-o",
                        patch)
                .refuses(8, "crowded", "bytes");
    }
}
