// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import org.nsb.patcher.PatcherException;

/** What a failed system call on a process means for the user. */
interface FailureCauses {
    /**
     * @param errno positive
     * @param call the system call that failed
     */
    PatcherException from(int errno, String call);

    /** The same for a call on one thread, whose tracer may be the reason. */
    PatcherException ofThread(int tid, int errno, String call);

    /** The process is no more. */
    PatcherException ended();
}
