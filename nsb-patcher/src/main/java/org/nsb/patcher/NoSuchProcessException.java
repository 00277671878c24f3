// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

/** There is no such process, or it ended meanwhile. */
public final class NoSuchProcessException extends PatcherException {
    /**
     * @param pid the process
     * @param problem what is wrong and what can be done about it
     */
    public NoSuchProcessException(int pid, String problem) {
        super(pid, problem, null);
    }
}
