// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;

/**
 * The patches of one process.
 *
 * @param pid the process
 * @param command its name ({@code /proc/PID/comm})
 * @param patches in the order of application
 * @param warnings about mappings that are named like patches and are none
 */
public record ProcessPatches(
        int pid, String command, List<AppliedPatch> patches, List<String> warnings) {
    public ProcessPatches {
        patches = List.copyOf(patches);
        warnings = List.copyOf(warnings);
    }
}
