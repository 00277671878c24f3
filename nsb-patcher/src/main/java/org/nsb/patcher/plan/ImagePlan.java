// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.List;

/**
 * What is going to be mapped: one contiguous range of addresses, its final content, and the
 * protection of each part.
 *
 * @param address of the first byte, which is the control region's
 * @param content all bytes; zero where a segment has none in the file
 * @param regions in ascending order; together they cover the content
 * @param lateFields fields whose values only calls in the target tell
 * @param patchBias run-time minus link-time addresses of the patch
 */
public record ImagePlan(
        long address,
        byte[] content,
        List<ImageRegion> regions,
        List<LateField> lateFields,
        long patchBias) {
    public ImagePlan {
        regions = List.copyOf(regions);
        lateFields = List.copyOf(lateFields);
    }

    /** Bytes of address space. */
    public long size() {
        return content.length;
    }
}
