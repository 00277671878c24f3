// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import org.nsb.elf.ElfFormatException;

/** The target, or the file with its debug information, is not an ELF file, or damaged. */
public final class UnusableTargetException extends RuntimeException {
    private final String file;

    /**
     * @param cause names the file and says what is wrong
     */
    public UnusableTargetException(ElfFormatException cause) {
        super(cause.getMessage(), cause);
        this.file = cause.name();
    }

    /** The file that cannot be used. */
    public String file() {
        return file;
    }
}
