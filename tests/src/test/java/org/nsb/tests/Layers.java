// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests;

import java.nio.file.Files;
import java.nio.file.Path;
import org.nsb.tests.harness.Subject;
import org.nsb.tests.harness.Workbench;

/** The program {@code layers}: one function, three patches of it. */
final class Layers {
    private Layers() {}

    static Path program(Workbench bench) {
        return bench.built("layers").resolve("layers");
    }

    static Subject start(Workbench bench) {
        Subject subject = bench.start(program(bench)).ready();
        subject.ask("expect old", "ok old");
        return subject;
    }

    /** The patch that lets the function say {@code one}, {@code two} or {@code three}. */
    static Path patch(Workbench bench, String says) {
        Path patch = bench.directory().resolve(says + ".nsb");
        return Files.exists(patch)
                ? patch
                : bench.nsb().generate(program(bench), bench.built("layers").resolve(says + ".so"));
    }

    /** Where the function is in a process. */
    static long address(Subject subject) {
        return Long.decode(subject.ask("address").replace("address ", ""));
    }
}
