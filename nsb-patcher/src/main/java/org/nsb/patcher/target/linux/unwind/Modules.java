// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nsb.elf.ElfFormatException;
import org.nsb.elf.ElfImage;
import org.nsb.elf.Segment;
import org.nsb.elf.UnreadableMemoryException;
import org.nsb.patcher.commit.Unwinder;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/**
 * The modules of the target and their unwind tables, and memory to read them through: what cannot
 * be written is read once, everything else is read anew for each walk.
 */
final class Modules {
    private static final int PAGE = 4096;

    /** Bytes of writable memory, mostly of stacks, that are read at once. */
    private static final int WINDOW = 16 << 10;

    private static final int ELF_MAGIC = 0x464c457f;

    private final ByteBuffer window =
            ByteBuffer.allocateDirect(WINDOW).order(ByteOrder.nativeOrder());
    private final Map<Long, ByteBuffer> pages = new HashMap<>();
    private Unwinder.Memory memory;
    private List<Mapping> constant = List.of();
    private List<UnwindTable> tables = List.of();
    private long windowStart;
    private int windowLength;
    private ByteBuffer lastPage;
    private long lastPageStart;
    private long word;

    Modules(MemoryMap map, Unwinder.Memory memory) {
        this.memory = memory;
        update(map);
    }

    /**
     * Looks for modules that have been loaded or unloaded.
     *
     * @return whether there are any
     */
    boolean update(MemoryMap map) {
        List<Mapping> now =
                map.mappings().stream().filter(m -> m.readable() && !m.writable()).toList();
        if (now.equals(constant)) {
            return false;
        }
        constant = now;
        pages.clear();
        lastPage = null;
        windowLength = 0;
        List<UnwindTable> found = new ArrayList<>();
        for (Mapping mapping : now) {
            if (mapping.offset() == 0 && isElf(mapping.start())) {
                addTable(mapping, found);
            }
        }
        tables = found;
        return true;
    }

    /** Prepares for another walk: what has been read of writable memory is no longer true. */
    void begin(Unwinder.Memory from) {
        memory = from;
        windowLength = 0;
    }

    /** The table of the module that an address is in; null if there is none. */
    UnwindTable tableFor(long pc) {
        for (UnwindTable table : tables) {
            if (table.covers(pc)) {
                return table;
            }
        }
        return null;
    }

    /**
     * Reads an aligned word of 8 bytes.
     *
     * @return whether it can be read; then {@link #word} has it
     */
    boolean load(long address) {
        return load(address, Long.BYTES);
    }

    /**
     * Reads a word of 4 or 8 bytes; the upper half of a short one is 0.
     *
     * @return as above
     */
    boolean load(long address, int size) {
        long offset = address - windowStart;
        if (offset >= 0 && offset <= windowLength - size) {
            take(window, (int) offset, size);
            return true;
        }
        if (lastPage != null
                && address - lastPageStart >= 0
                && address - lastPageStart <= PAGE - size) {
            take(lastPage, (int) (address - lastPageStart), size);
            return true;
        }
        return (address & (PAGE - 1)) <= PAGE - size && isConstant(address)
                ? loadFromPage(address, size)
                : loadIntoWindow(address, size);
    }

    private void take(ByteBuffer from, int offset, int size) {
        word = size == Long.BYTES ? from.getLong(offset) : from.getInt(offset) & 0xffff_ffffL;
    }

    /** What the last successful {@link #load} read. */
    long word() {
        return word;
    }

    private boolean loadFromPage(long address, int size) {
        long start = address & -PAGE;
        ByteBuffer page = pages.get(start);
        if (page == null) {
            page = ByteBuffer.allocateDirect(PAGE).order(ByteOrder.nativeOrder());
            if (memory.read(start, page, PAGE) < PAGE) {
                return false;
            }
            pages.put(start, page);
        }
        lastPage = page;
        lastPageStart = start;
        take(page, (int) (address - start), size);
        return true;
    }

    private boolean loadIntoWindow(long address, int size) {
        windowStart = address;
        windowLength = Math.max(0, memory.read(address, window, WINDOW));
        if (windowLength < size) {
            return false;
        }
        take(window, 0, size);
        return true;
    }

    private boolean isConstant(long address) {
        int low = 0;
        int high = constant.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Mapping mapping = constant.get(middle);
            if (mapping.contains(address)) {
                return true;
            }
            if (Long.compareUnsigned(address, mapping.start()) < 0) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    private boolean isElf(long address) {
        return load(address) && (int) word == ELF_MAGIC;
    }

    private void addTable(Mapping mapping, List<UnwindTable> into) {
        try {
            ElfImage image = ElfImage.at(this::bytes, mapping.name(), mapping.start());
            Segment segment = image.segment(Segment.PT_GNU_EH_FRAME).orElse(null);
            if (segment != null) {
                long address = image.address(segment.virtualAddress());
                ByteBuffer header = bytes(address, UnwindTable.HEADER);
                UnwindTable.read(
                                image.start(),
                                image.end(),
                                address,
                                header.order(ByteOrder.nativeOrder()),
                                segment.memorySize())
                        .ifPresent(into::add);
            }
        } catch (ElfFormatException | UnreadableMemoryException e) {
            // A mapping that only looks like a module has no unwind table: its code, if there is
            // any, ends every walk, and the thread counts as busy.
            return;
        }
    }

    /**
     * Reads anew.
     *
     * @throws UnreadableMemoryException if not all of it is there
     */
    ByteBuffer bytes(long address, int length) {
        ByteBuffer direct = ByteBuffer.allocateDirect(length).order(ByteOrder.LITTLE_ENDIAN);
        if (memory.read(address, direct, length) < length) {
            throw new UnreadableMemoryException(address, length);
        }
        return direct;
    }
}
