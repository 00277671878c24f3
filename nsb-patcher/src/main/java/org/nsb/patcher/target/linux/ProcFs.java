// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A directory below {@code /proc}, held open.
 *
 * <p>An open {@code /proc/PID} belongs to one process for ever: once that has ended, every access
 * fails, even if another process has got its id meanwhile.
 */
final class ProcFs implements AutoCloseable {
    /** A process may have 65530 mappings by default, of some 100 bytes each. */
    private static final int LARGEST_FILE = 256 << 20;

    private static final int CHUNK = 16 * 1024;
    private static final int LONGEST_LINK = 4096;

    private final HostCalls host;
    private final int directory;
    private final NativeBuffer buffer = NativeBuffer.allocate(CHUNK);

    private ProcFs(HostCalls host, int directory) {
        this.host = host;
        this.directory = directory;
    }

    /**
     * @throws LinuxException if there is no such directory
     */
    static ProcFs open(HostCalls host, String path) {
        int directory =
                host.open(HostCalls.AT_FDCWD, path, HostCalls.O_RDONLY | HostCalls.O_DIRECTORY);
        if (directory < 0) {
            throw new LinuxException(-directory, "open", path);
        }
        return new ProcFs(host, directory);
    }

    /** The descriptor of the directory itself. */
    int descriptor() {
        return directory;
    }

    /** Opens a file in it; a negative errno if that fails. */
    int openFile(String name, int flags) {
        return host.open(directory, name, flags);
    }

    /**
     * The content of a file.
     *
     * @throws LinuxException if it cannot be read, for instance ENOENT or ESRCH if the process or
     *     thread has ended
     */
    byte[] bytes(String name) {
        int file = openFile(name, HostCalls.O_RDONLY);
        if (file < 0) {
            throw new LinuxException(-file, "open", name);
        }
        try {
            return readAll(file, name);
        } finally {
            host.close(file);
        }
    }

    private byte[] readAll(int file, String name) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        while (content.size() <= LARGEST_FILE) {
            long size = host.read(file, buffer.address(), CHUNK);
            if (size < 0) {
                throw new LinuxException((int) -size, "read", name);
            }
            if (size == 0) {
                return content.toByteArray();
            }
            buffer.bytes().get(0, chunk, 0, (int) size);
            content.write(chunk, 0, (int) size);
        }
        throw new LinuxException(HostCalls.EFBIG, "read", name);
    }

    String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }

    /** Where a symbolic link leads to. */
    String link(String name) {
        long size = host.readlink(directory, name, buffer.address(), LONGEST_LINK);
        if (size < 0) {
            throw new LinuxException((int) -size, "readlink", name);
        }
        byte[] target = new byte[(int) size];
        buffer.bytes().get(0, target);
        return new String(target, StandardCharsets.UTF_8);
    }

    TaskStatus status(String name) {
        return TaskStatus.parse(text(name));
    }

    /** The names in a subdirectory that are numbers, in ascending order. */
    List<Integer> numbers(String name) {
        int listed = openFile(name, HostCalls.O_RDONLY | HostCalls.O_DIRECTORY);
        if (listed < 0) {
            throw new LinuxException(-listed, "open", name);
        }
        try {
            return numbersIn(listed, name);
        } finally {
            host.close(listed);
        }
    }

    private List<Integer> numbersIn(int listed, String name) {
        DirectoryListing listing = new DirectoryListing(host);
        int[] numbers = new int[256];
        while (true) {
            int count = listing.numbers(listed, numbers);
            if (count < 0) {
                throw new LinuxException(-count, "getdents64", name);
            }
            if (count <= numbers.length) {
                return IntStream.of(Arrays.copyOf(numbers, count)).sorted().boxed().toList();
            }
            numbers = new int[count + count / 2];
        }
    }

    @Override
    public void close() {
        host.close(directory);
    }
}
