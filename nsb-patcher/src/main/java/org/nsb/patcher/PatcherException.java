// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

/**
 * A foreseeable reason why a process could not be patched, reverted or examined. Whatever is
 * thrown, the target runs on as before.
 */
public abstract sealed class PatcherException extends RuntimeException
        permits BusyException,
                NotApplicableException,
                WrongStateException,
                NoSuchProcessException,
                NotPermittedException,
                TargetFailureException {
    private final int pid;

    PatcherException(int pid, String message, Throwable cause) {
        super(message, cause);
        this.pid = pid;
    }

    /** The process. */
    public int pid() {
        return pid;
    }
}
