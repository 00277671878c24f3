// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

/** Keeps two runs of nsb from changing one process at the same time. */
public interface ProcessLocks {

    /**
     * Takes the lock of a process. It vanishes with its holder, however that one ends.
     *
     * @throws org.nsb.patcher.PatcherException if another run of nsb holds it, or if the process
     *     does not exist or may not be changed
     */
    Lock acquire(int pid);

    /** A lock that is held until it is closed. */
    interface Lock extends AutoCloseable {
        @Override
        void close();
    }
}
