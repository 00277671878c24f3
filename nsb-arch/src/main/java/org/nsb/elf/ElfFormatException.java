// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/**
 * The input is not an ELF file that this package reads. It is the only exception that malformed
 * content leads to, whatever the content is.
 */
public final class ElfFormatException extends RuntimeException {
    /** What kind of trouble it is, for callers that react differently. */
    public enum Reason {
        /** The first four bytes are not the ELF magic number. */
        NOT_ELF,
        /** Something the headers announce lies beyond the end. */
        TRUNCATED,
        /** EI_CLASS is neither ELFCLASS32 nor ELFCLASS64. */
        UNSUPPORTED_CLASS,
        /** EI_DATA is not ELFDATA2LSB: big endian, or unknown. */
        UNSUPPORTED_BYTE_ORDER,
        /** Anything else that contradicts the ELF specification. */
        MALFORMED
    }

    private final String name;
    private final Reason reason;
    private final String what;
    private final long offset;

    /**
     * @param name the file or module, as messages shall name it
     * @param what what is wrong, as a sentence without the name
     * @param offset where: a file offset, or an address when the input is memory
     */
    public ElfFormatException(String name, Reason reason, String what, long offset) {
        this(name, reason, what, offset, null);
    }

    ElfFormatException(String name, Reason reason, String what, long offset, Throwable cause) {
        super(name + ": " + what + " (at 0x" + Long.toHexString(offset) + ")", cause);
        this.name = name;
        this.reason = reason;
        this.what = what;
        this.offset = offset;
    }

    /** The file or module. */
    public String name() {
        return name;
    }

    public Reason reason() {
        return reason;
    }

    /** What is wrong, without name and place. */
    public String what() {
        return what;
    }

    /** A file offset, or an address when the input is memory. */
    public long offset() {
        return offset;
    }
}
