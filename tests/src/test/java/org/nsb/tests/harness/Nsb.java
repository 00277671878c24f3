// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The nsb command, as a user runs it. */
public final class Nsb {
    private final Workbench bench;

    Nsb(Workbench bench) {
        this.bench = bench;
    }

    /** Runs it with these arguments. */
    public Run run(Object... arguments) {
        return bench.run(command(arguments));
    }

    /** Starts it with these arguments. */
    public Job begin(Object... arguments) {
        return bench.begin(command(arguments));
    }

    /** The words of a command line with these arguments. */
    public List<String> command(Object... arguments) {
        List<String> command = new ArrayList<>();
        command.add(launcher().toString());
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return command;
    }

    /**
     * Makes a patch out of a shared object, in the test's directory; fails the test if that is
     * refused.
     */
    public Path generate(Path target, Path object) {
        String name = object.getFileName().toString().replaceAll("\\.so$", "");
        Path patch = bench.directory().resolve(name + ".nsb");
        run("generate", target, object, "-o", patch).exits(0);
        return patch;
    }

    private static Path launcher() {
        return Path.of(System.getProperty("nsb.launcher", Workbench.top() + "/target/nsb"))
                .toAbsolutePath();
    }
}
