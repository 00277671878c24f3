// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.Optional;
import org.nsb.arch.Architecture;
import org.nsb.patcher.target.MemoryMap;

/** Makes unwinders; loading one takes milliseconds, so it happens only when one is needed. */
public interface Unwinders {

    /**
     * An unwinder for one process.
     *
     * @param map what is mapped in the process
     * @param memory reads the process while it runs
     * @return empty if there is none for this architecture; all threads whose stacks need a second
     *     opinion then count as busy
     */
    Optional<Unwinder> open(Architecture architecture, MemoryMap map, Unwinder.Memory memory);

    /** No unwinder for anything. */
    static Unwinders none() {
        return (architecture, map, memory) -> Optional.empty();
    }
}
