// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.Map;
import org.nsb.arch.Architecture;

/**
 * What Capstone calls a CPU ({@code cs_arch} and {@code cs_mode}). A new port adds a line.
 *
 * @param architecture CS_ARCH_...
 * @param mode CS_MODE_...
 */
record CapstoneMode(int architecture, int mode) {
    /** By {@code e_machine} of the ELF header. */
    private static final Map<Integer, CapstoneMode> MODES =
            Map.of(
                    3, new CapstoneMode(3, 1 << 2), // EM_386
                    62, new CapstoneMode(3, 1 << 3)); // EM_X86_64

    /**
     * @throws DisassemblerException if we do not know it
     */
    static CapstoneMode of(Architecture architecture) {
        CapstoneMode mode = MODES.get(architecture.machine());
        if (mode == null) {
            throw new DisassemblerException("no disassembler for " + architecture.name());
        }
        return mode;
    }
}
