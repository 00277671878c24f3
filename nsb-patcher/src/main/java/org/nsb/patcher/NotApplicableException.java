// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

/** The patch does not fit this process: build-id, architecture, module or code bytes differ. */
public final class NotApplicableException extends PatcherException {
    /**
     * @param pid the process
     * @param problem what is wrong and what can be done about it
     */
    public NotApplicableException(int pid, String problem) {
        super(pid, problem, null);
    }
}
