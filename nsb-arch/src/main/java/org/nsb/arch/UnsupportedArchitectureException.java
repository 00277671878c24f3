// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.List;
import org.nsb.elf.ElfClass;

/** An ELF file belongs to a CPU for which there is no {@link Architecture}. */
public final class UnsupportedArchitectureException extends RuntimeException {
    private final transient ElfClass elfClass;
    private final int machine;

    public UnsupportedArchitectureException(
            ElfClass elfClass, int machine, List<String> supported) {
        super(
                "unsupported architecture: "
                        + elfClass
                        + ", e_machine "
                        + machine
                        + " (supported: "
                        + String.join(", ", supported)
                        + ")");
        this.elfClass = elfClass;
        this.machine = machine;
    }

    public ElfClass elfClass() {
        return elfClass;
    }

    public int machine() {
        return machine;
    }
}
