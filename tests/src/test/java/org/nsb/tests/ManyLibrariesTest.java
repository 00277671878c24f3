// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.nsb.tests.harness.LiveTest;
import org.nsb.tests.harness.Nsb;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/**
 * The target module is the last of 65 libraries, and the patch refers to symbols of others, one of
 * which is defined by many: the first in the search order counts.
 */
@LiveTest
class ManyLibrariesTest {

    @Test
    void symbolsOfOtherLibraries(Workbench bench) {
        Path build = bench.built("manylibs");
        Nsb nsb = bench.nsb();
        Path patch = nsb.generate(build.resolve("liblast.so"), build.resolve("patch.so"));
        Subject subject = bench.start(build.resolve("manylibs")).ready();
        subject.ask("expect old", "ok old");
        nsb.run("patch", subject.pid(), patch).exits(0);
        subject.ask("expect new", "ok new");
        nsb.run("revert", subject.pid(), patch).exits(0);
        subject.ask("expect old", "ok old");
    }
}
