// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import java.util.List;
import java.util.Set;
import org.nsb.arch.intel.UserRegisters;

/** The registers of threads in 64-bit mode: every word of the structure is one of them. */
final class X86_64Registers extends UserRegisters {
    /** psABI 3.2.2. */
    static final int RED_ZONE = 128;

    /** {@code __USER_CS}. */
    private static final int USER_CS = 0x33;

    private static final long FUTEX = 202;

    /** psABI 3.7.2, figure "DWARF Register Number Mapping": 0 to 16; 16 is the return address. */
    private static final int[] DWARF_GENERAL = {
        RAX, RDX, RCX, RBX, RSI, RDI, RBP, RSP, R8, R9, R10, R11, R12, R13, R14, R15, RIP
    };

    /** The same, from 49 on; 56 and 57 are unassigned. */
    private static final int[] DWARF_SPECIAL = {
        EFLAGS, ES, CS, SS, DS, FS, GS, -1, -1, FS_BASE, GS_BASE
    };

    private static final int FIRST_SPECIAL = 49;

    X86_64Registers() {
        super(USER_CS, List.of(RDI, RSI, RDX, R10, R8, R9), Set.of(FUTEX));
    }

    @Override
    protected long signed(long word) {
        return word;
    }

    @Override
    public int threadPointer() {
        return FS_BASE;
    }

    @Override
    public int redZone() {
        return RED_ZONE;
    }

    @Override
    public int dwarf(int number) {
        if (number >= 0 && number < DWARF_GENERAL.length) {
            return DWARF_GENERAL[number];
        }
        int special = number - FIRST_SPECIAL;
        return special >= 0 && special < DWARF_SPECIAL.length ? DWARF_SPECIAL[special] : -1;
    }
}
