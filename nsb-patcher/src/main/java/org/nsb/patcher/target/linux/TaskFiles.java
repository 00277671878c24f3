// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.List;
import java.util.Optional;
import org.nsb.patcher.target.MemoryMap;

/** What /proc tells about the threads of a process while they run. */
interface TaskFiles {
    List<Integer> threads();

    /** Empty if the thread has ended. */
    Optional<TaskStatus> status(int tid);

    /**
     * The text of {@code /proc/PID/task/TID/syscall}: "running", or a number with arguments, stack
     * pointer and program counter; empty if the thread has ended or the kernel does not tell.
     */
    Optional<String> systemCall(int tid);

    MemoryMap memoryMap();
}
