// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

/** The kernel does not let nsb work on this process. */
public final class NotPermittedException extends PatcherException {
    /**
     * @param pid the process
     * @param problem what is wrong and what can be done about it
     */
    public NotPermittedException(int pid, String problem) {
        super(pid, problem, null);
    }
}
