// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * What memory would hold had the file been loaded at its link-time addresses: the bytes of its
 * PT_LOAD segments, zero where a segment has no bytes in the file. Nothing is relocated.
 */
final class SegmentMemory implements ImageMemory {
    private final FileContent file;
    private final List<Segment> segments;

    SegmentMemory(FileContent file, List<Segment> segments) {
        this.file = file;
        this.segments = segments.stream().filter(s -> s.type() == Segment.PT_LOAD).toList();
    }

    @Override
    public ByteBuffer read(long address, int length) {
        for (Segment segment : segments) {
            long start = address - segment.virtualAddress();
            if (segment.contains(address) && length <= segment.memorySize() - start) {
                return read(segment, start, length);
            }
        }
        throw new UnreadableMemoryException(address, length);
    }

    private ByteBuffer read(Segment segment, long start, int length) {
        long inFile = Math.max(0, Math.min(length, segment.fileSize() - start));
        ByteBuffer bytes =
                file.slice(segment.offset() + start, inFile, "content of a segment").readOnly();
        if (inFile == length) {
            return bytes;
        }
        ByteBuffer padded = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        padded.put(bytes);
        return padded.clear();
    }
}
