// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

/** Debug information is missing, damaged, or belongs to another file. */
public final class DebugInfoException extends RuntimeException {
    /** What kind of trouble it is. */
    public enum Reason {
        /** There is none. */
        MISSING,
        /** libdw could not make sense of it. */
        DAMAGED,
        /** The separate file was made for another build. */
        MISMATCH,
        /** The file cannot be opened or read. */
        UNREADABLE,
        /** libdw is not installed. */
        NO_LIBRARY
    }

    private final Reason reason;
    private final String file;

    /**
     * @param file that was being read
     * @param problem what is wrong and what to do, without the file's name
     */
    public DebugInfoException(Reason reason, String file, String problem) {
        super(file + ": " + problem);
        this.reason = reason;
        this.file = file;
    }

    public Reason reason() {
        return reason;
    }

    /** The file that was being read. */
    public String file() {
        return file;
    }
}
