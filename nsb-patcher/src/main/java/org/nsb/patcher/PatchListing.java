// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;

/**
 * The patches of all processes.
 *
 * @param processes those that have any, by ascending process id
 * @param skipped how many processes nsb was not allowed to look at
 */
public record PatchListing(List<ProcessPatches> processes, int skipped) {
    public PatchListing {
        processes = List.copyOf(processes);
    }
}
