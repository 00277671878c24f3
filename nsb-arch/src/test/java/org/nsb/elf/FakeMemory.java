// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** Memory of a process that does not exist: pieces at addresses. */
public final class FakeMemory implements ImageMemory {
    private final Map<Long, byte[]> pieces = new TreeMap<>(Long::compareUnsigned);
    private int reads;

    public FakeMemory map(long address, byte[] content) {
        pieces.put(address, content.clone());
        return this;
    }

    /** Maps the PT_LOAD segments of {@code file} as the kernel does, at a load bias. */
    public FakeMemory load(ElfFile file, long loadBias) {
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.PT_LOAD) {
                byte[] content = new byte[(int) segment.memorySize()];
                file.memory().read(segment.virtualAddress(), content.length).get(content);
                map(segment.virtualAddress() + loadBias, content);
            }
        }
        return this;
    }

    /** Overwrites bytes of a piece. */
    public FakeMemory write(long address, byte[] bytes) {
        for (Map.Entry<Long, byte[]> piece : pieces.entrySet()) {
            long offset = address - piece.getKey();
            if (offset >= 0 && offset + bytes.length <= piece.getValue().length) {
                System.arraycopy(bytes, 0, piece.getValue(), (int) offset, bytes.length);
                return this;
            }
        }
        throw new IllegalArgumentException("nothing mapped at 0x" + Long.toHexString(address));
    }

    /** How many times {@link #read} was called. */
    public int reads() {
        return reads;
    }

    @Override
    public ByteBuffer read(long address, int length) {
        reads++;
        for (Map.Entry<Long, byte[]> piece : pieces.entrySet()) {
            long offset = address - piece.getKey();
            byte[] content = piece.getValue();
            if (offset >= 0 && offset + length <= content.length) {
                byte[] copy = Arrays.copyOfRange(content, (int) offset, (int) offset + length);
                return ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
            }
        }
        throw new UnreadableMemoryException(address, length);
    }
}
