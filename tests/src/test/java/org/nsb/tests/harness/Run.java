// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A command that has ended.
 *
 * @param command as a person would type it
 * @param status its exit status
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
public record Run(String command, int status, String out, String err) {

    /** Fails the test unless the command ended with this status. */
    public Run exits(int expected) {
        assertEquals(expected, status, this::toString);
        return this;
    }

    /** Fails the test unless standard output contains this. */
    public Run says(String text) {
        assertTrue(out.contains(text), () -> "expected '" + text + "' from " + this);
        return this;
    }

    /** Fails the test unless standard error contains this; and no stack trace. */
    public Run complains(String text) {
        assertTrue(
                err.contains(text), () -> "expected '" + text + "' on standard error of " + this);
        assertTrue(!err.contains("\tat "), () -> "stack trace from " + this);
        return this;
    }

    @Override
    public String toString() {
        return command + "\nexit status " + status + "\nstdout: " + out + "\nstderr: " + err;
    }
}
