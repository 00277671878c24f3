// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import java.time.Instant;
import java.util.List;

/**
 * What nsb notes down in the process about one application of a patch; immutable.
 *
 * @param sequence number of this application in the process: greater than that of all before it
 * @param imageAddress where the control region begins, and with it the image
 * @param imageSize bytes of address space
 * @param patchBias run-time minus link-time addresses of the patch
 * @param targetBias run-time minus link-time addresses of the target module
 * @param jumps one for each replaced function
 * @param stagedAt when it was brought in; seconds count
 * @param targetPath the target module as the process had it mapped
 */
public record StateRecord(
        long sequence,
        long imageAddress,
        long imageSize,
        long patchBias,
        long targetBias,
        List<AppliedJump> jumps,
        Instant stagedAt,
        String targetPath) {
    public StateRecord {
        jumps = List.copyOf(jumps);
    }
}
