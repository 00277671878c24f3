// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

import org.nsb.arch.Architecture;

/** Something that lends a thread for remote calls: a process, or nobody, for a rehearsal. */
public interface ThreadLender extends AutoCloseable {

    /** The process id, in nsb's own pid namespace. */
    int pid();

    /**
     * Stops one thread, well chosen, for remote calls; the others run on.
     *
     * @param architecture of the target
     * @throws org.nsb.patcher.PatcherException if no thread can be had
     */
    RemoteThread borrowThread(Architecture architecture);

    /**
     * A file that the lender holds open, through {@code /proc/PID/fd/N}.
     *
     * @param descriptor number in the target
     */
    RemoteFile openDescriptor(int descriptor);

    @Override
    void close();
}
