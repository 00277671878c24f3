// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nsb.elf.ElfFormatException.Reason;

/**
 * The part of an {@link ImageMemory} that one module takes. Reads it page by page and keeps the
 * pages: tables are walked in many small steps, and a step must not cost a system call. So the
 * content is as it was when a page was first needed.
 */
final class ModuleMemory {
    private static final int PAGE = 4096;

    /** Tables never lie further than this into a segment: bounds every walk over a damaged one. */
    private static final long LARGEST_SEGMENT = 1L << 31;

    private final String name;
    private final ImageMemory memory;
    private final ElfClass elfClass;
    private final List<Range> ranges;
    private final Map<Long, ByteBuffer> pages = new HashMap<>();
    private ByteBuffer lastPage = ByteBuffer.allocate(0);
    private long lastStart;

    /**
     * @param segments their file-backed bytes are what can be read: headers and tables lie there
     */
    ModuleMemory(
            String name,
            ImageMemory memory,
            ElfClass elfClass,
            List<Segment> segments,
            long loadBias) {
        this.name = name;
        this.memory = memory;
        this.elfClass = elfClass;
        this.ranges =
                segments.stream()
                        .filter(s -> s.type() == Segment.PT_LOAD)
                        .map(s -> range(elfClass, s, loadBias))
                        .toList();
    }

    private static Range range(ElfClass elfClass, Segment segment, long loadBias) {
        long start = elfClass.truncate(segment.virtualAddress() + loadBias);
        return new Range(start, Math.min(segment.fileSize(), LARGEST_SEGMENT));
    }

    /** Reads straight from {@code memory}, before the segments of a module are known. */
    static BufferBytes read(ImageMemory memory, String name, long address, int length) {
        try {
            return new BufferBytes(name, memory.read(address, length), address);
        } catch (UnreadableMemoryException e) {
            throw unreadable(name, address, e);
        }
    }

    String name() {
        return name;
    }

    ElfClass elfClass() {
        return elfClass;
    }

    /** Bytes from {@code address} on that are inside the file-backed part of its segment. */
    long available(long address) {
        Range range = find(address);
        return range == null ? 0 : range.length - (address - range.start);
    }

    /** {@code length} bytes; refused unless they are all in the file-backed part of one segment. */
    ElfBytes at(long address, long length, String what) {
        if (length < 0 || length > available(address)) {
            throw new ElfFormatException(
                    name, Reason.MALFORMED, what + " lies outside the module's segments", address);
        }
        return new MemoryBytes(this, address, length);
    }

    /** Like {@link #at}, but read now and as one buffer. */
    BufferBytes copy(long address, int length, String what) {
        at(address, length, what);
        return length == 0
                ? new BufferBytes(name, ByteBuffer.allocate(0), address)
                : read(memory, name, address, length);
    }

    ElfFormatException fail(Reason reason, String what, long address) {
        return new ElfFormatException(name, reason, what, address);
    }

    int u8(long address) {
        Page page = page(address);
        return page.bytes.get(page.offset) & 0xff;
    }

    /** A buffer and an offset in it at which {@code size} (up to 8) bytes are. */
    Page field(long address, int size) {
        Page page = page(address);
        if (page.offset <= page.bytes.limit() - size) {
            return page;
        }
        ByteBuffer joined = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < size; i++) {
            joined.put(i, (byte) u8(address + i));
        }
        return new Page(joined, 0);
    }

    private Page page(long address) {
        long inLast = address - lastStart;
        if (inLast >= 0 && inLast < lastPage.limit()) {
            return new Page(lastPage, (int) inLast);
        }
        Range range = find(address);
        if (range == null) {
            throw fail(Reason.TRUNCATED, "address outside the module's segments", address);
        }
        long offset = address - range.start;
        long skip = Math.min(offset, address & (PAGE - 1));
        long start = address - skip;
        ByteBuffer bytes = pages.get(start);
        if (bytes == null) {
            long end = Math.min(range.length - offset, PAGE - (address & (PAGE - 1)));
            bytes = load(start, (int) (skip + end));
            pages.put(start, bytes);
        }
        lastPage = bytes;
        lastStart = start;
        return new Page(bytes, (int) skip);
    }

    private ByteBuffer load(long address, int length) {
        try {
            return memory.read(address, length).order(ByteOrder.LITTLE_ENDIAN);
        } catch (UnreadableMemoryException e) {
            throw unreadable(name, address, e);
        }
    }

    private static ElfFormatException unreadable(
            String name, long address, UnreadableMemoryException cause) {
        return new ElfFormatException(
                name, Reason.TRUNCATED, "memory is not readable", address, cause);
    }

    private Range find(long address) {
        for (Range range : ranges) {
            if (Long.compareUnsigned(address - range.start, range.length) < 0) {
                return range;
            }
        }
        return null;
    }

    record Page(ByteBuffer bytes, int offset) {}

    private record Range(long start, long length) {}
}
