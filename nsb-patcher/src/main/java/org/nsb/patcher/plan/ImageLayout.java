// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.ArrayList;
import java.util.List;
import org.nsb.patcher.plan.PatchImage.LoadSegment;
import org.nsb.vzpatch.VzpatchFormatException;

/**
 * How a patch is laid out, independent of where it is mapped: first the control region, then the
 * segments at the distances that the linker gave them.
 *
 * @param controlSize bytes of the control region
 * @param lowest link-time address of the first byte behind the control region
 * @param size bytes of the whole image
 * @param alignment of the image's address, bytes
 * @param regions in ascending order; together they cover the image
 */
public record ImageLayout(
        long controlSize, long lowest, long size, long alignment, List<ImageRegion> regions) {
    /** Larger patches are refused; bytes. */
    static final long LARGEST_IMAGE = 256L << 20;

    private static final long LARGEST_ALIGNMENT = 1L << 24;

    public ImageLayout {
        regions = List.copyOf(regions);
    }

    /**
     * Lays out a patch.
     *
     * @param controlBytes what the control region must have room for
     * @throws VzpatchFormatException if the segments cannot be mapped
     */
    static ImageLayout of(PatchImage patch, int controlBytes, long pageSize) {
        long alignment = pageSize;
        for (LoadSegment segment : patch.segments()) {
            alignment = Math.max(alignment, segment.alignment());
        }
        if (alignment > LARGEST_ALIGNMENT || Long.bitCount(alignment) != 1) {
            throw bad(patch, "a segment is aligned to " + alignment + " bytes");
        }
        long lowest = alignDown(patch.segments().get(0).address(), alignment);
        // far beyond any address a linker chooses; keeps the sums below from overflowing
        if (patch.segments().stream().anyMatch(s -> s.address() < 0 || s.end() < 0)) {
            throw bad(patch, "a segment has an impossible address");
        }
        long end = patch.segments().get(patch.segments().size() - 1).end();
        long span = alignUp(end - lowest, pageSize);
        if (span <= 0 || span > LARGEST_IMAGE) {
            throw bad(patch, "the segments take " + span + " bytes");
        }
        long controlSize = alignUp(controlBytes, alignment);
        int[] pages = protections(patch, lowest, (int) (span / pageSize), pageSize);
        return new ImageLayout(
                controlSize,
                lowest,
                controlSize + span,
                alignment,
                regions(controlSize, pages, pageSize));
    }

    /** Offset in the image of a link-time address of the patch. */
    long offset(long linkTime) {
        return controlSize + (linkTime - lowest);
    }

    /** Run-time minus link-time addresses if the image is mapped at {@code address}. */
    long bias(long address) {
        return address + controlSize - lowest;
    }

    private static int[] protections(PatchImage patch, long lowest, int count, long pageSize) {
        int[] pages = new int[count];
        long previousEnd = lowest;
        for (LoadSegment segment : patch.segments()) {
            if (segment.address() - previousEnd < 0 || segment.memorySize() < 0) {
                throw bad(patch, "segments overlap or are not in order");
            }
            previousEnd = segment.end();
            long last = alignUp(segment.end() - lowest, pageSize) / pageSize;
            for (long i = (segment.address() - lowest) / pageSize; i < last; i++) {
                pages[(int) i] |= segment.protection();
            }
        }
        protectRelocated(patch, lowest, pages, pageSize);
        for (int page : pages) {
            if ((page & ImageRegion.WRITE) != 0 && (page & ImageRegion.EXECUTE) != 0) {
                throw bad(patch, "memory would be writable and executable at the same time");
            }
        }
        return pages;
    }

    /** The content is bound before it is mapped, so this part is never writable at all. */
    private static void protectRelocated(
            PatchImage patch, long lowest, int[] pages, long pageSize) {
        PatchImage.AddressRange range = patch.readOnlyAfterBinding();
        if (range.start() < lowest) {
            return; // there is none
        }
        long first = (range.start() - lowest) / pageSize;
        long last = Math.min(pages.length, (range.end() - lowest) / pageSize);
        for (long i = first; i < last; i++) {
            pages[(int) i] &= ~ImageRegion.WRITE;
        }
    }

    private static List<ImageRegion> regions(long controlSize, int[] pages, long pageSize) {
        List<ImageRegion> regions = new ArrayList<>();
        regions.add(new ImageRegion(0, controlSize, ImageRegion.READ | ImageRegion.WRITE));
        int start = 0;
        for (int i = 1; i <= pages.length; i++) {
            if (i == pages.length || pages[i] != pages[start]) {
                regions.add(
                        new ImageRegion(
                                controlSize + start * pageSize,
                                (i - start) * pageSize,
                                pages[start]));
                start = i;
            }
        }
        return regions;
    }

    static long alignUp(long value, long alignment) {
        return (value + alignment - 1) & -alignment;
    }

    static long alignDown(long value, long alignment) {
        return value & -alignment;
    }

    private static VzpatchFormatException bad(PatchImage patch, String problem) {
        return new VzpatchFormatException(patch.source(), problem);
    }
}
