// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

/** A patch's metadata is missing, damaged, or of a format version that this nsb does not know. */
public final class VzpatchFormatException extends RuntimeException {
    private final String source;

    /**
     * @param source file, or process and address, that the metadata came from
     * @param problem what is wrong
     */
    public VzpatchFormatException(String source, String problem) {
        super(source + ": " + problem);
        this.source = source;
    }

    /** File, or process and address, that the metadata came from. */
    public String source() {
        return source;
    }
}
