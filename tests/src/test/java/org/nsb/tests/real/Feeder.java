// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.real;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.nsb.tests.harness.Workbench;

/** Writes numbered lines into a pipe, as fast as they are read. */
final class Feeder implements AutoCloseable {
    private final AtomicLong written = new AtomicLong();
    private final Thread thread;
    private volatile boolean ends;
    private volatile IOException failure;

    private Feeder(Path pipe) {
        thread = new Thread(() -> run(pipe), "feeder");
        thread.setDaemon(true);
    }

    static Feeder start(Path pipe) {
        Feeder feeder = new Feeder(pipe);
        feeder.thread.start();
        return feeder;
    }

    /** The text of a line. */
    static String line(long number) {
        return "line %d of a text that is long enough to be worth a compression".formatted(number);
    }

    private void run(Path pipe) {
        try (Writer out = Files.newBufferedWriter(pipe, StandardCharsets.US_ASCII)) {
            while (!ends) {
                out.write(line(written.get()) + "\n");
                written.incrementAndGet();
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** Waits until so many more lines have been written. */
    void awaitMore(Workbench bench, long lines) {
        long goal = written.get() + lines;
        bench.await(lines + " more lines", () -> written.get() >= goal || failure != null);
        check();
    }

    /** Ends the text; returns the number of lines. */
    long finish() {
        close();
        check();
        return written.get();
    }

    private void check() {
        if (failure != null) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        ends = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
