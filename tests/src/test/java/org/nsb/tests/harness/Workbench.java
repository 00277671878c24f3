// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The place where one test works: a directory, a log, and the processes that it started.
 *
 * <p>Obtained as a parameter of a test method of a class that has {@link LiveTest}.
 */
public final class Workbench implements AutoCloseable {
    /** More than anything takes on a slow machine; only what hangs gets there. */
    private static final long LIMIT_SECONDS = 60;

    private final Path directory;
    private final TestLog log;
    private final Programs programs;
    private final TargetCpu cpu;
    private final Deque<Runnable> processes = new ArrayDeque<>();

    Workbench(Path directory, TestLog log, Programs programs, TargetCpu cpu) {
        this.directory = directory;
        this.log = log;
        this.programs = programs;
        this.cpu = cpu;
    }

    /** An empty directory of this test. */
    public Path directory() {
        return directory;
    }

    public TestLog log() {
        return log;
    }

    /** The architecture of the programs under test. */
    public TargetCpu cpu() {
        return cpu;
    }

    /** The top of the source tree. */
    public static Path top() {
        return Path.of(System.getProperty("nsb.top", "..")).toAbsolutePath().normalize();
    }

    /** A directory below {@code tests/programs}. */
    public static Path programs(String name) {
        return top().resolve("tests/programs").resolve(name);
    }

    /**
     * A program below {@code tests/programs}, built by its {@code build} script with nothing else
     * to say; built once for all tests.
     *
     * @return the directory with what the script makes
     */
    public Path built(String name) {
        return programs.built(name, this);
    }

    /** Writes a source, or whatever else a test needs as a file, to the test's directory. */
    public Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Compiles a source that is given as text to a shared object that can become a patch. */
    public Path patchObject(String name, String source, String... options) {
        Path object = directory.resolve(name + ".so");
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("-g", "-O2", "-fPIC", "-shared"));
        arguments.addAll(List.of("-I", top() + "/native/include", "-o", object.toString()));
        arguments.add(write(name + ".c", source).toString());
        cc(arguments);
        return object;
    }

    /** The command under test. */
    public Nsb nsb() {
        return new Nsb(this);
    }

    /** Compiles for {@link #cpu}; fails the test if the compiler does. */
    public void cc(List<String> arguments) {
        List<String> command = new ArrayList<>(cpu.compilerWords());
        command.addAll(arguments);
        run(command).exits(0);
    }

    /** Runs a command in the test's directory to its end. */
    public Run run(List<String> command) {
        return begin(command).await();
    }

    /**
     * Starts a command in the test's directory, with {@code CC} set to the compiler for {@link
     * #cpu}; it is ended with the test.
     */
    public Job begin(List<String> command) {
        log.execute(directory, command);
        Job job = Job.start(directory, command, cpu, log);
        processes.push(job::close);
        return job;
    }

    /**
     * Waits until something is so that no line and no exit tells of.
     *
     * @param what is waited for, for the message if it does not come about
     */
    public void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(LIMIT_SECONDS)) {
                throw new AssertionError("still not so: " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1)); // leaves the processor to it
        }
    }

    /** Starts a program without arguments that speaks the line protocol. */
    public Subject start(Path program) {
        return start(List.of(program.toString()));
    }

    /**
     * Starts a program that speaks the line protocol; it is ended with the test. If it is busy, it
     * takes what the tests leave of the processors; otherwise all of them would only wait.
     */
    public Subject start(List<String> command) {
        List<String> polite = new ArrayList<>(List.of("nice", "-n", "5"));
        polite.addAll(command);
        log.execute(directory, polite);
        Subject subject = Subject.start(directory, polite, log);
        processes.push(subject::close);
        return subject;
    }

    @Override
    public void close() {
        try {
            while (!processes.isEmpty()) {
                processes.pop().run();
            }
        } finally {
            log.close();
        }
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
