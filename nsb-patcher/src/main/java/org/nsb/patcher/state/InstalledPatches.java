// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import java.util.List;
import org.nsb.elf.BuildId;

/**
 * The patches in a process.
 *
 * @param patches in the order of their application
 * @param warnings about mappings that are named like patches and are none
 */
public record InstalledPatches(List<InstalledPatch> patches, List<String> warnings) {
    public InstalledPatches {
        patches = List.copyOf(patches);
        warnings = List.copyOf(warnings);
    }

    /** All applications of one patch. */
    public List<InstalledPatch> of(BuildId id) {
        return patches.stream().filter(p -> p.id().equals(id)).toList();
    }

    /** The sequence number of the next patch. */
    public long nextSequence() {
        return patches.stream().mapToLong(p -> p.record().sequence()).max().orElse(0) + 1;
    }
}
