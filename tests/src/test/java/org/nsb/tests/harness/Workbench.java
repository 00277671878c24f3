// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The place where one test works: a directory, a log, and the processes that it started.
 *
 * <p>Obtained as a parameter of a test method of a class that has {@link LiveTest}.
 */
public final class Workbench implements AutoCloseable {
    /** More than any command of a test needs on a slow machine; only a hanging one gets there. */
    private static final long LIMIT_SECONDS = 180;

    private final Path directory;
    private final TestLog log;
    private final Deque<Subject> subjects = new ArrayDeque<>();

    Workbench(Path directory, TestLog log) {
        this.directory = directory;
        this.log = log;
    }

    /** An empty directory of this test. */
    public Path directory() {
        return directory;
    }

    public TestLog log() {
        return log;
    }

    /** The top of the source tree. */
    public static Path top() {
        return Path.of(System.getProperty("nsb.top", "..")).toAbsolutePath().normalize();
    }

    /** A directory below {@code tests/programs}. */
    public static Path programs(String name) {
        return top().resolve("tests/programs").resolve(name);
    }

    /** The command under test. */
    public Nsb nsb() {
        return new Nsb(this);
    }

    /** Compiles; fails the test if the compiler does. */
    public void cc(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of("gcc"));
        command.addAll(arguments);
        run(command).exits(0);
    }

    /** Runs a command in the test's directory to its end. */
    public Run run(List<String> command) {
        log.execute(directory, command);
        try {
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            Process process =
                    new ProcessBuilder(command)
                            .directory(directory.toFile())
                            .redirectInput(Path.of("/dev/null").toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
                throw new AssertionError("does not end: " + String.join(" ", command));
            }
            Run run = new Run(String.join(" ", command), process.exitValue(), take(out), take(err));
            log.say(run.out() + run.err() + "exit status " + run.status());
            return run;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String take(Path file) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Files.delete(file);
        return text;
    }

    /** Starts a program that speaks the line protocol; it is ended with the test. */
    public Subject start(List<String> command) {
        log.execute(directory, command);
        Subject subject = Subject.start(directory, command, log);
        subjects.push(subject);
        return subject;
    }

    @Override
    public void close() {
        while (!subjects.isEmpty()) {
            subjects.pop().close();
        }
        log.close();
    }

    /** Removes the test's files. */
    void clean() {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
