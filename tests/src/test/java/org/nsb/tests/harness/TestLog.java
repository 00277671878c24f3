// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The log of one live test. */
public final class TestLog implements AutoCloseable {
    private final Path file;
    private final PrintWriter writer;

    TestLog(Path file) {
        this.file = file;
        try {
            Files.createDirectories(file.getParent());
            this.writer =
                    new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path file() {
        return file;
    }

    /** Notes a command in the form in which a shell would take it. */
    synchronized void execute(Path directory, List<String> command) {
        String words = command.stream().map(TestLog::quoted).collect(Collectors.joining(" "));
        writer.println("Execute: cd " + quoted(directory.toString()) + " && " + words);
    }

    /** Notes anything else. */
    public synchronized void say(String text) {
        text.lines().forEach(line -> writer.println("    " + line));
    }

    private static String quoted(String word) {
        return word.matches("[A-Za-z0-9_./:=@%+,-]+")
                ? word
                : "'" + word.replace("'", "'\\''") + "'";
    }

    @Override
    public void close() {
        writer.close();
    }
}
