// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;
import org.nsb.patcher.target.TargetProcess;

/** The processes of this machine. */
public interface ProcessAccess {

    /**
     * Opens a process without stopping it.
     *
     * @throws NoSuchProcessException if there is none with this id (a thread's id is none either)
     * @throws NotPermittedException if the caller may not examine it, or if it is a kernel thread
     */
    TargetProcess open(int pid);

    /** Ids of all processes that run programs, not threads of the kernel; in ascending order. */
    List<Integer> processes();
}
