// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SignalFrames.ThreadState;

/** Examples for {@link IncompleteArchitecture}, as far as they go: jumps only. */
final class IncompleteExamples extends ArchitectureExamples {

    @Override
    protected Architecture architecture() {
        return new IncompleteArchitecture();
    }

    @Override
    protected List<Jump> directJumps() {
        return List.of(new Jump(0x1000, 0x2000, "00040014", "b 2000"));
    }

    @Override
    protected List<Jump> jumpsTooFar() {
        return List.of(new Jump(0x1000, 0x800_1000, "", "ld: relocation truncated to fit"));
    }

    @Override
    protected List<Jump> indirectJumps() {
        return List.of(new Jump(0, 0x1000, "", "not written yet"));
    }

    @Override
    protected List<Entry> entries() {
        return List.of(new Entry("5f2403d5", 4, "bti c"));
    }

    @Override
    protected List<Code> padding() {
        return List.of(new Code("1f2003d5", "nop"));
    }

    @Override
    protected List<Code> notPadding() {
        return List.of();
    }

    @Override
    protected List<Type> relocationTypes() {
        return List.of();
    }

    @Override
    protected Code stub() {
        return null;
    }

    @Override
    protected Map<String, Long> systemCallNumbers() {
        return Map.of();
    }

    @Override
    protected Map<Long, Interruption> sleepers() {
        return Map.of();
    }

    @Override
    protected Map<String, Integer> registerOffsets() {
        return Map.of();
    }

    @Override
    protected Map<Integer, String> dwarfNumbers() {
        return Map.of();
    }

    @Override
    protected ThreadState exampleState() {
        return null;
    }

    @Override
    protected Map<Integer, Long> registersInFrame(SignalFrame frame) {
        return Map.of();
    }

    @Override
    protected long signalMaskInFrame(SignalFrame frame) {
        return 0;
    }

    @Override
    protected Set<Integer> registersOutsideFrames() {
        return Set.of();
    }

    @Override
    protected int stackAtEntry() {
        return 0;
    }

    @Override
    protected long stack() {
        return 0;
    }

    @Override
    protected List<LocalExec> localExec() {
        return List.of();
    }
}
