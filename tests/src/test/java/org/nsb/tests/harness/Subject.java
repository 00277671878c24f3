// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A running program under test that takes commands, a line each, and answers each with a line.
 *
 * <p>It says {@code ready} first. Its standard error goes to the test's log.
 */
public final class Subject implements AutoCloseable {
    /** How long to wait for an answer; only a program that hangs needs that long. */
    private static final long LIMIT_SECONDS = 60;

    /** Stands for the end of the output. */
    private static final String END = "\u0000end";

    private final Process process;
    private final TestLog log;
    private final Writer in;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private Subject(Process process, TestLog log) {
        this.process = process;
        this.log = log;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        follow("stdout", process.getInputStream(), lines);
        follow("stderr", process.getErrorStream(), null);
    }

    static Subject start(Path directory, List<String> command, TestLog log) {
        try {
            Process process = new ProcessBuilder(command).directory(directory.toFile()).start();
            return new Subject(process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void follow(String name, java.io.InputStream stream, BlockingQueue<String> queue) {
        Thread thread =
                new Thread(
                        () -> {
                            try (BufferedReader reader =
                                    new BufferedReader(
                                            new InputStreamReader(
                                                    stream, StandardCharsets.UTF_8))) {
                                String line;
                                while ((line = reader.readLine()) != null) {
                                    log.say("[" + process.pid() + "] " + line);
                                    if (queue != null) {
                                        queue.add(line);
                                    }
                                }
                            } catch (IOException e) {
                                log.say("[" + process.pid() + "] " + name + ": " + e);
                            }
                            if (queue != null) {
                                queue.add(END);
                            }
                        },
                        name + " of " + process.pid());
        thread.setDaemon(true);
        thread.start();
    }

    public long pid() {
        return process.pid();
    }

    /** The next line that the program writes; fails the test if there is none in time. */
    public String line() {
        try {
            String line = lines.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            assertTrue(line != null, "process " + pid() + " says nothing");
            assertTrue(!line.equals(END), "process " + pid() + " has ended unexpectedly");
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for the line that tells that the program is at work. */
    public Subject ready() {
        String line = line();
        assertTrue(line.startsWith("ready"), "expected 'ready', got '" + line + "'");
        return this;
    }

    /** Reads lines until one contains this. */
    public void skipTo(String text) {
        while (!line().contains(text)) {
            // what a server says on its way is of no interest
        }
    }

    /** Sends a command and returns the answer. */
    public String ask(String command) {
        log.say("[" + pid() + "] < " + command);
        try {
            in.write(command + "\n");
            in.flush();
        } catch (IOException e) {
            throw new AssertionError("process " + pid() + " does not listen any more", e);
        }
        return line();
    }

    /** Sends a command and fails the test unless the answer is this. */
    public void ask(String command, String expected) {
        assertEquals(expected, ask(command));
    }

    /** Whether the process is still the one that was started. */
    public boolean alive() {
        return process.isAlive();
    }

    /** Waits for the program's end and returns its exit status; 128 + n if signal n ended it. */
    public int await() {
        try {
            assertTrue(
                    process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS),
                    "process " + pid() + " does not end");
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills the program if it still runs. */
    @Override
    public void close() {
        process.destroyForcibly();
        await();
    }
}
