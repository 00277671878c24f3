// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * The bytes of a whole file. Small files are copied, so that later changes of the file cannot reach
 * us; large ones are mapped, so that they cost no heap.
 */
final class FileContent {
    private static final long LARGEST_COPY = 1 << 20;

    /** Windows begin at multiples of this and overlap: every slice up to this long lies in one. */
    private static final long WINDOW_STEP = 1 << 30;

    private final String name;
    private final long size;
    private final List<ByteBuffer> windows;

    private FileContent(String name, long size, List<ByteBuffer> windows) {
        this.name = name;
        this.size = size;
        this.windows = windows;
    }

    static FileContent of(String name, ByteBuffer buffer) {
        return new FileContent(name, buffer.remaining(), List.of(buffer.slice()));
    }

    /**
     * @throws UncheckedIOException when the file cannot be opened or read
     */
    static FileContent read(Path path) {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long size = channel.size();
            List<ByteBuffer> windows =
                    size <= LARGEST_COPY ? List.of(copy(channel, (int) size)) : map(channel, size);
            long available = windows.size() > 1 ? size : windows.get(0).limit();
            return new FileContent(path.toString(), available, windows);
        } catch (FileSystemException e) {
            throw new UncheckedIOException(e);
        } catch (IOException e) { // of a directory, for instance; does not name it
            throw new UncheckedIOException(
                    new FileSystemException(path.toString(), null, e.getMessage()));
        }
    }

    private static ByteBuffer copy(FileChannel channel, int size) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(size);
        int count = 0;
        while (copy.hasRemaining() && count >= 0) {
            count = channel.read(copy);
        }
        return copy.flip();
    }

    private static List<ByteBuffer> map(FileChannel channel, long size) throws IOException {
        List<ByteBuffer> windows = new ArrayList<>();
        for (long start = 0; start < size; start += WINDOW_STEP) {
            long length = Math.min(size - start, Integer.MAX_VALUE);
            windows.add(channel.map(FileChannel.MapMode.READ_ONLY, start, length));
        }
        return windows;
    }

    String name() {
        return name;
    }

    long size() {
        return size;
    }

    BufferBytes slice(long offset, long length, String what) {
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw new ElfFormatException(
                    name,
                    ElfFormatException.Reason.TRUNCATED,
                    what + " lies beyond the end of the file, which has " + size + " bytes",
                    offset);
        }
        if (length > WINDOW_STEP) {
            throw new ElfFormatException(
                    name, ElfFormatException.Reason.MALFORMED, what + " exceeds 1 GiB", offset);
        }
        int window = (int) Math.min(offset / WINDOW_STEP, windows.size() - 1);
        int start = (int) (offset - window * WINDOW_STEP);
        return new BufferBytes(name, windows.get(window).slice(start, (int) length), offset);
    }
}
