// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.List;
import java.util.Optional;
import org.nsb.patcher.state.InstalledPatches;
import org.nsb.patcher.state.JumpLayers;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteMemory;

/**
 * What was seen of a running process without stopping it.
 *
 * @param pid the process
 * @param memory to read more
 * @param map its mappings
 * @param pageSize bytes
 * @param modules all ELF files that are mapped to be executed, in the order of their addresses
 * @param executable the one it was started with, if it is among them
 * @param search where symbols are looked for
 * @param installed the patches in it
 * @param layers the jumps in effect
 */
public record ProcessView(
        int pid,
        RemoteMemory memory,
        MemoryMap map,
        long pageSize,
        List<LoadedModule> modules,
        Optional<LoadedModule> executable,
        SearchOrder search,
        InstalledPatches installed,
        JumpLayers layers) {
    public ProcessView {
        modules = List.copyOf(modules);
    }

    /** The module that an address belongs to. */
    public Optional<LoadedModule> moduleAt(long address) {
        return modules.stream().filter(m -> m.contains(address)).findFirst();
    }
}
