// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/**
 * Finds unused addresses for an image.
 *
 * <p>The heap grows upwards from its end ({@code man 2 brk}) and the main stack downwards from its
 * start, so neither may find the image in its way; where there is no better place, a smaller
 * distance is accepted. Below the module comes first, because the heap of a program lies above it.
 * The same mappings always give the same answer.
 */
final class AddressChooser {
    /** Usual {@code vm.mmap_min_addr}, bytes. */
    private static final long LOWEST_ADDRESS = 65536;

    private static final List<Margins> MARGINS =
            List.of(new Margins(1L << 30, 256L << 20), new Margins(64L << 20, 128L << 20));

    private final MemoryMap map;
    private final long pageSize;
    private final long near;
    private final long lastOfProgram;
    private final boolean hasHeap;

    /**
     * @param near address of the module near which the image should be
     * @param programEnd first address behind the executable
     */
    AddressChooser(MemoryMap map, long pageSize, long near, long programEnd) {
        this.map = map;
        this.pageSize = pageSize;
        this.near = near;
        this.lastOfProgram = programEnd - 1;
        this.hasHeap = map.mappings().stream().anyMatch(AddressChooser::isHeap);
    }

    /**
     * The best place.
     *
     * @param size bytes
     * @param alignment of the first address, a power of two, at least the page size
     * @param window where the whole image must be
     * @return the address, or nothing if there is no room
     */
    OptionalLong choose(long size, long alignment, Window window) {
        for (Margins margins : MARGINS) {
            OptionalLong found = choose(size, alignment, window, margins);
            if (found.isPresent()) {
                return found;
            }
        }
        return OptionalLong.empty();
    }

    private OptionalLong choose(long size, long alignment, Window window, Margins margins) {
        List<Long> below = new ArrayList<>();
        List<Long> above = new ArrayList<>();
        for (Window gap : gaps(margins)) {
            long low = ImageLayout.alignUp(Math.max(gap.low(), window.low()), alignment);
            long high = Math.min(gap.high(), window.high());
            if (high - size < low) {
                continue;
            }
            if (high <= near) {
                below.add(ImageLayout.alignDown(high - size, alignment));
            } else {
                above.add(low);
            }
        }
        return below.isEmpty()
                ? above.stream().mapToLong(a -> a).min()
                : below.stream().max(Comparator.naturalOrder()).stream()
                        .mapToLong(a -> a)
                        .findFirst();
    }

    /** Unused addresses in user space, with one page left free on both sides. */
    private List<Window> gaps(Margins margins) {
        List<Window> gaps = new ArrayList<>();
        long low = LOWEST_ADDRESS;
        for (Mapping next : map.mappings()) {
            if (next.start() < 0) {
                break; // the kernel's half
            }
            long high = next.start() - (isStack(next) ? margins.stack() : pageSize);
            if (low < high) {
                gaps.add(new Window(low, high));
            }
            low = Math.max(low, next.end() + (mayGrowUp(next) ? margins.heap() : pageSize));
        }
        return gaps;
    }

    /** Without a heap yet, it will begin behind the program, at a random distance. */
    private boolean mayGrowUp(Mapping mapping) {
        return isHeap(mapping) || !hasHeap && mapping.contains(lastOfProgram);
    }

    private static boolean isHeap(Mapping mapping) {
        return mapping.name().equals("[heap]");
    }

    private static boolean isStack(Mapping mapping) {
        return mapping.name().equals("[stack]");
    }

    /**
     * Addresses of user space.
     *
     * @param low the first one
     * @param high the first one behind
     */
    record Window(long low, long high) {
        /** What every image can be in. */
        static final Window EVERYWHERE = new Window(0, Long.MAX_VALUE);

        /** The part that both have. */
        Window and(Window other) {
            return new Window(Math.max(low, other.low), Math.min(high, other.high));
        }
    }

    private record Margins(long heap, long stack) {}
}
