// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code /proc} shows of a process (man 5 proc); for what nsb must leave alone, or leave
 * behind.
 *
 * @param pid the process
 */
public record ProcessFiles(long pid) {

    /** Lines of {@code maps}. */
    public List<String> maps() {
        try {
            return Files.readAllLines(file("maps"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether memory of a patch is mapped. */
    public boolean holdsPatch() {
        return maps().stream().anyMatch(line -> line.contains("/memfd:nsb:"));
    }

    /** State of the process: R, S, T, Z ... */
    public char state() {
        return field("State").charAt(0);
    }

    /** Id of the process that traces it, or 0. */
    public long tracer() {
        return Long.parseLong(field("TracerPid"));
    }

    private String field(String name) {
        try (var lines = Files.lines(file("status"))) {
            return lines.filter(line -> line.startsWith(name + ":"))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ids of the threads. */
    public List<Long> threads() {
        try (var names = Files.list(file("task"))) {
            return names.map(path -> Long.parseLong(path.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads memory. */
    public byte[] read(long address, int length) {
        try (RandomAccessFile memory = new RandomAccessFile(file("mem").toFile(), "r")) {
            byte[] bytes = new byte[length];
            memory.seek(address);
            memory.readFully(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes memory, also where the process itself may not, as a debugger does. */
    public void write(long address, byte... bytes) {
        try (RandomAccessFile memory = new RandomAccessFile(file("mem").toFile(), "rw")) {
            memory.seek(address);
            memory.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name) {
        return Path.of("/proc/" + pid, name);
    }
}
