// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** An architecture for which the programs under test are compiled. */
public enum TargetCpu {
    X86_64("gcc"),
    X86("gcc -m32");

    private static final long LIMIT_SECONDS = 60;

    private final String compiler;
    private String obstacle;

    TargetCpu(String compiler) {
        this.compiler = compiler;
    }

    /** The compiler and the options that select the architecture, as {@code CC} has them. */
    public String compiler() {
        return compiler;
    }

    /** The same in words. */
    public List<String> compilerWords() {
        return Arrays.asList(compiler.split(" "));
    }

    /**
     * Why programs for it cannot be made or run on this machine; empty if they can. Found out by
     * trying, once.
     */
    public synchronized Optional<String> obstacle() {
        if (obstacle == null) {
            obstacle = tryOut();
        }
        return obstacle.isEmpty() ? Optional.empty() : Optional.of(obstacle);
    }

    private String tryOut() {
        try {
            Path directory = Files.createTempDirectory("nsb-cpu-");
            Path source = directory.resolve("probe.cc");
            Path program = directory.resolve("probe");
            try {
                Files.writeString(source, "#include <string>\nint main() { return 0; }\n");
                if (!runs(compiler + " -o " + program + " " + source + " -lstdc++")) {
                    return compiler + " does not link programs; is gcc-multilib installed?";
                }
                return runs(program.toString())
                        ? ""
                        : "the kernel does not run what " + compiler + " makes";
            } finally {
                Files.deleteIfExists(program);
                Files.deleteIfExists(source);
                Files.deleteIfExists(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean runs(String command) {
        try {
            Process process =
                    new ProcessBuilder(command.split(" "))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such compiler, or not a program for this kernel
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The name that nsb gives it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
