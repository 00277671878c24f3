// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

/** Something failed in the target or on the way to it that no other exception describes. */
public final class TargetFailureException extends PatcherException {
    /**
     * @param pid the process
     * @param problem what is wrong and what can be done about it
     */
    public TargetFailureException(int pid, String problem) {
        super(pid, problem, null);
    }

    public TargetFailureException(int pid, String problem, Throwable cause) {
        super(pid, problem, cause);
    }
}
