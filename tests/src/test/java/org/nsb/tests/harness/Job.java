// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A command that runs. */
public final class Job implements AutoCloseable {
    /** More than any command of a test needs on a slow machine; only a hanging one gets there. */
    private static final long LIMIT_SECONDS = 180;

    private final Process process;
    private final List<String> command;
    private final Path out;
    private final Path err;
    private final TestLog log;

    private Job(Process process, List<String> command, Path out, Path err, TestLog log) {
        this.process = process;
        this.command = command;
        this.out = out;
        this.err = err;
        this.log = log;
    }

    static Job start(Path directory, List<String> command, TargetCpu cpu, TestLog log) {
        try {
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().put("CC", cpu.compiler());
            return new Job(builder.start(), List.copyOf(command), out, err, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long pid() {
        return process.pid();
    }

    /** Whether it still runs. */
    public boolean running() {
        return process.isAlive();
    }

    /** Waits for its end. */
    public Run await() {
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                close();
                throw new AssertionError("does not end: " + String.join(" ", command));
            }
            Run run = new Run(String.join(" ", command), process.exitValue(), text(out), text(err));
            log.say(run.out() + run.err() + "exit status " + run.status());
            return run;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the command if it still runs. */
    @Override
    public void close() {
        try {
            process.destroyForcibly().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
