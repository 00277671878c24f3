// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;

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

    /**
     * Fails the test unless the command refused as nsb does: this status, a message with all these
     * words, nothing on standard output, and no stack trace.
     */
    public Run refuses(int expected, Object... words) {
        exits(expected);
        for (Object word : words) {
            complains(word.toString());
        }
        complains("nsb: ");
        assertEquals("", out, this::toString);
        assertFalse(err.contains("internal error"), this::toString);
        return this;
    }

    /** What the command wrote to standard output, which is one JSON object. */
    public JsonObject json() {
        try {
            return JsonParser.parseString(out).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new AssertionError("not a JSON object: " + this, e);
        }
    }

    @Override
    public String toString() {
        return command + "\nexit status " + status + "\nstdout: " + out + "\nstderr: " + err;
    }
}
