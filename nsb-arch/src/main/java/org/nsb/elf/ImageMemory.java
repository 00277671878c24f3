// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;

/**
 * Memory in which ELF modules lie: of a live process, or what a file would look like once loaded
 * ({@link ElfFile#memory()}).
 */
@FunctionalInterface
public interface ImageMemory {
    /**
     * Reads all of {@code length} bytes.
     *
     * @param address an unsigned 64-bit address
     * @param length number of bytes, 0 or more
     * @return a little-endian buffer at position 0 whose limit is {@code length}; the caller does
     *     not write to it
     * @throws UnreadableMemoryException when any of the bytes cannot be read. Other failures (the
     *     process has ended) are the implementation's own exceptions and pass through this package
     */
    ByteBuffer read(long address, int length);
}
