// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

/**
 * A line of a source file.
 *
 * @param file path as the compiler recorded it; empty if unknown
 * @param line counted from 1; 0 if unknown
 */
public record SourceLine(String file, int line) {
    /** No place is known. */
    public static final SourceLine UNKNOWN = new SourceLine("", 0);

    /** {@code file:line}, as compilers print it; "?" where the file is unknown. */
    @Override
    public String toString() {
        String shown = file.isEmpty() ? "?" : file;
        return line == 0 ? shown : shown + ":" + line;
    }
}
