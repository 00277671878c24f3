// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;

/**
 * The jumps that are in effect, as layers over the program's own bytes: a later patch covers an
 * earlier one.
 *
 * @param layers in the order of application
 */
public record JumpLayers(List<Layer> layers) {
    public JumpLayers {
        layers = List.copyOf(layers);
    }

    /** One jump of one patch. */
    public record Layer(InstalledPatch patch, AppliedJump jump) {}

    /**
     * The layers of a process. A patch that is applied counts with all its jumps, except where the
     * program's own bytes are back, because the library was unloaded and loaded again. Where a run
     * was interrupted the record does not say which jumps were written; there the memory is asked.
     *
     * @param patches in the order of application
     */
    public static JumpLayers read(RemoteMemory memory, List<InstalledPatch> patches) {
        List<Layer> layers = new ArrayList<>();
        for (InstalledPatch patch : patches) {
            for (AppliedJump jump : patch.record().jumps()) {
                if (isInEffect(memory, patch.phase(), jump)) {
                    layers.add(new Layer(patch, jump));
                }
            }
        }
        return new JumpLayers(layers);
    }

    private static boolean isInEffect(RemoteMemory memory, Phase phase, AppliedJump jump) {
        try {
            byte[] now = memory.bytes(jump.address(), jump.length());
            return phase == Phase.APPLIED
                    ? !Arrays.equals(now, jump.pristine())
                    : Arrays.equals(now, jump.jump());
        } catch (RemoteMemoryException e) {
            return false; // the module has been unloaded
        }
    }

    /** What must stand at {@code address}, given the program's own bytes there. */
    public byte[] text(long address, byte[] pristine) {
        byte[] text = pristine.clone();
        layers.forEach(l -> l.jump().overlay(l.jump().jump(), address, text));
        return text;
    }

    /** The program's own bytes, given what stands there now. */
    public byte[] pristine(long address, byte[] now) {
        byte[] text = now.clone();
        layers.forEach(l -> l.jump().overlay(l.jump().pristine(), address, text));
        return text;
    }

    /** The layers that are left when a patch has gone. */
    public JumpLayers without(InstalledPatch patch) {
        return new JumpLayers(layers.stream().filter(l -> l.patch() != patch).toList());
    }

    /** The layers of one function, lowest first. */
    public List<Layer> of(long function) {
        return layers.stream().filter(l -> l.jump().function() == function).toList();
    }

    /** The patch to which a function leads now. */
    public Optional<InstalledPatch> top(long function) {
        List<Layer> stack = of(function);
        return stack.isEmpty()
                ? Optional.empty()
                : Optional.of(stack.get(stack.size() - 1).patch());
    }

    /** Whether any function leads into a patch, or would if later patches were not there. */
    public boolean has(InstalledPatch patch) {
        return layers.stream().anyMatch(l -> l.patch() == patch);
    }
}
