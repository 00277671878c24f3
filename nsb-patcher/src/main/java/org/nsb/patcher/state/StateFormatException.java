// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

/** What a process has mapped as a patch carries no state record that nsb understands. */
public final class StateFormatException extends RuntimeException {
    public StateFormatException(String problem) {
        super(problem);
    }

    public StateFormatException(String problem, Throwable cause) {
        super(problem, cause);
    }
}
