// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import java.util.List;
import org.nsb.elf.BuildId;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.target.Mapping;
import org.nsb.vzpatch.CodeRange;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Vzpatch;

/**
 * A patch as it was found mapped in a process.
 *
 * @param phase what the header says
 * @param record the state record
 * @param vzpatch the patch's metadata
 * @param mappings of the patch's memory file that lie inside the image, in ascending order; the
 *     first one is the control region
 */
public record InstalledPatch(
        Phase phase, StateRecord record, Vzpatch vzpatch, List<Mapping> mappings) {
    public InstalledPatch {
        mappings = List.copyOf(mappings);
    }

    public BuildId id() {
        return vzpatch.patch().buildId();
    }

    /** The patch's name and the start of its build-id, for messages. */
    public String title() {
        String hex = id().hex();
        return vzpatch.label().name() + " (" + hex.substring(0, Math.min(12, hex.length())) + ")";
    }

    /** The parts of the image that are code. */
    public List<CodeRange> code() {
        return mappings.stream()
                .filter(Mapping::executable)
                .map(m -> new CodeRange(m.start(), m.size()))
                .toList();
    }

    /** Code of the function that {@code jump} leads to; empty if the metadata do not know it. */
    public List<CodeRange> replacement(AppliedJump jump) {
        return vzpatch.functions().stream()
                .filter(f -> f.targetAddress() + record.targetBias() == jump.function())
                .filter(f -> f.patchSize() > 0)
                .map(f -> new CodeRange(replacementAddress(f), f.patchSize()))
                .toList();
    }

    /** Address of the replacement of {@code function}. */
    public long replacementAddress(ReplacedFunction function) {
        return function.patchAddress() + record.patchBias();
    }

    /** Whether an address lies in one of the mappings. */
    public boolean contains(long address) {
        return mappings.stream().anyMatch(m -> m.contains(address));
    }
}
