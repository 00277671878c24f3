// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/** A child has what its parent had when it forked, and goes its own way from there. */
@LiveTest
class ForkTest {

    @Test
    void childOfAPatchedProcess(Workbench bench) {
        Path build = bench.built("family");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("family"), build.resolve("patch.so"));
        Subject parent = bench.start(build.resolve("family")).ready();
        nsb.run("patch", parent.pid(), patch).exits(0);
        long child = fork(parent);
        parent.ask("child expect new", "ok new");

        nsb.run("list", child).exits(0).says(Long.toString(child)).says("patch");
        nsb.run("check", child, patch).exits(0).says("applied");
        nsb.run("patch", child, patch).refuses(5, "applied");
        nsb.run("revert", child, patch).exits(0);
        parent.ask("child expect old", "ok old");
        parent.ask("expect new", "ok new");
        nsb.run("revert", parent.pid(), patch).exits(0);
        parent.ask("expect old", "ok old");
        nsb.run("patch", child, patch).exits(0);
        parent.ask("child expect new", "ok new");
        parent.ask("expect old", "ok old");
    }

    @Test
    void childIsPatchedAlone(Workbench bench) {
        Path build = bench.built("family");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("family"), build.resolve("patch.so"));
        Subject parent = bench.start(build.resolve("family")).ready();
        long child = fork(parent);
        nsb.run("patch", child, patch).exits(0);
        parent.ask("child expect new", "ok new");
        parent.ask("expect old", "ok old");
        nsb.run("revert", parent.pid(), patch).refuses(5, "not applied");
    }

    private static long fork(Subject parent) {
        return Long.parseLong(parent.ask("fork").replace("child ", ""));
    }
}
