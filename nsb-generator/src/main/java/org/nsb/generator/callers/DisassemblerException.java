// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

/** Machine code cannot be looked at: the disassembler is missing or does not know the CPU. */
public final class DisassemblerException extends RuntimeException {
    /**
     * @param message what is wrong and what to do
     */
    public DisassemblerException(String message) {
        super(message);
    }
}
