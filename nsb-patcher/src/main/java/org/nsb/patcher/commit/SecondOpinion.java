// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.nsb.arch.Architecture;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.ThreadControl;

/**
 * The unwinder of one target, which is loaded only when a stack cannot be judged without it, and
 * always while the target runs.
 */
final class SecondOpinion implements AutoCloseable {
    private final Unwinder.Memory memory;
    private final Snapshots snapshots = new Snapshots();
    private Unwinder unwinder;
    private boolean asked;

    SecondOpinion(ThreadControl control) {
        memory = control::read;
    }

    /** The unwinder; null as long as none is loaded, or if there is none. */
    Unwinder unwinder() {
        return unwinder;
    }

    /** The target's memory. */
    Unwinder.Memory memory() {
        return memory;
    }

    /** The stacks that the last attempt could not judge. */
    Snapshots snapshots() {
        return snapshots;
    }

    /**
     * Loads the unwinder and lets it walk through the snapshots. What it finds is not believed,
     * because the threads run again; but the next time it will know their code.
     *
     * @return whether the next attempt will know more than the last one
     */
    boolean prepare(
            Unwinders unwinders, Architecture architecture, MemoryMap map, ThreadSet threads) {
        boolean isNew = unwinder == null && !asked;
        if (isNew) {
            asked = true;
            Optional<Unwinder> opened = unwinders.open(architecture, map, memory);
            unwinder = opened.orElse(null);
        }
        if (unwinder == null) {
            return false;
        }
        unwinder.update(map);
        for (int i = 0; i < snapshots.count(); i++) {
            ByteBuffer registers = threads.registers(snapshots.thread(i));
            unwinder.walk(registers, snapshots.memory(i, memory), pc -> true);
        }
        return isNew;
    }

    @Override
    public void close() {
        if (unwinder != null) {
            unwinder.close();
        }
    }
}
