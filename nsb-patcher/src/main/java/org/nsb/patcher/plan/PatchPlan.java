// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.List;
import org.nsb.arch.Architecture;
import org.nsb.patcher.commit.CodeChange;
import org.nsb.patcher.state.StateRecord;
import org.nsb.vzpatch.Vzpatch;

/**
 * Everything that applying a patch is going to do to a process, as values: every address resolved,
 * every byte to be written.
 *
 * @param pid the process
 * @param architecture of the target and of the patch
 * @param vzpatch the patch's metadata
 * @param target the target module
 * @param image what is mapped
 * @param record what is noted down in the process
 * @param jumps what is written over the old functions
 * @param symbols what the patch's symbols stand for, in the order of the metadata
 * @param change the jumps, and the code that has to be quiescent meanwhile
 * @param warnings for the user
 */
public record PatchPlan(
        int pid,
        Architecture architecture,
        Vzpatch vzpatch,
        LoadedModule target,
        ImagePlan image,
        StateRecord record,
        List<PlannedJump> jumps,
        List<BoundSymbol> symbols,
        CodeChange change,
        List<String> warnings) {
    public PatchPlan {
        jumps = List.copyOf(jumps);
        symbols = List.copyOf(symbols);
        warnings = List.copyOf(warnings);
    }

    /** A symbol of the patch and what it stands for. */
    public record BoundSymbol(String name, SymbolValue value) {}

    /** How many fields of the patch are computed. */
    public int relocations() {
        return vzpatch.relocations().size();
    }
}
