// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

/** The patch is applied already, or it is not applied and should be. */
public final class WrongStateException extends PatcherException {
    /**
     * @param pid the process
     * @param problem what is wrong and what can be done about it
     */
    public WrongStateException(int pid, String problem) {
        super(pid, problem, null);
    }
}
