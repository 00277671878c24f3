// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

/**
 * What the command tells its caller by its exit status; documented in {@code docs/exit-codes.md}.
 */
public enum ExitCode {
    /** Done and confirmed, or there was nothing to do and that was asked for. */
    DONE(0),
    /** A failure that no other code describes; the target is unchanged. */
    FAILED(1),
    /** The command line is wrong. */
    USAGE(2),
    /** Gave up waiting for the target's threads; the target is unchanged. */
    BUSY(3),
    /** Build-id, architecture, module or code bytes do not match. */
    NOT_APPLICABLE(4),
    /** Already applied, or not applied. */
    WRONG_STATE(5),
    /** There is no such process, or it ended meanwhile. */
    NO_PROCESS(6),
    /** The kernel does not allow it. */
    NOT_PERMITTED(7),
    /** The generator refuses: the change cannot be made live. */
    REFUSED(8),
    /** The patch file is damaged, or of another format version, or no patch at all. */
    BAD_PATCH(9);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    /** The exit status of the process. */
    public int status() {
        return status;
    }
}
