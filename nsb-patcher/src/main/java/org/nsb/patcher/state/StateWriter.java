// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.target.RemoteMemory;

/** Changes the one word of a state record that may change. */
public final class StateWriter {
    private final RemoteMemory memory;

    public StateWriter(RemoteMemory memory) {
        this.memory = memory;
    }

    /**
     * Notes down how far a patch is.
     *
     * @param control address of the control region
     * @throws org.nsb.patcher.target.RemoteMemoryException if it cannot be written
     */
    public void phase(long control, Phase phase) {
        memory.write(StateHeader.phaseAddress(control), StateHeader.phaseWord(phase));
    }
}
