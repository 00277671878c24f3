// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import java.util.List;
import java.util.Set;
import org.nsb.arch.intel.UserRegisters;

/**
 * The registers of threads in 32-bit mode, as a 64-bit tracer sees them.
 *
 * <p>{@code PTRACE_GETREGS} gives the 64-bit structure for them too: {@code eax} is the lower half
 * of {@code rax}, and so on; {@code r8} to {@code r15} mean nothing. The selector in {@code cs}
 * tells the mode. The kernel extends {@code rax} by its sign when a system call has failed or was
 * interrupted, and by zeros when it returned an address; the lower half alone is what counts. glibc
 * keeps the thread pointer in the base of {@code gs}, and the frame's selector of {@code gs} leads
 * to the same base again.
 *
 * <p>Programs enter the kernel through {@code __kernel_vsyscall}, often by another instruction than
 * {@code int $0x80}; but the kernel always leaves {@code eip} behind an {@code int $0x80} with its
 * registers, so that two bytes back the call is repeated.
 */
final class X86Registers extends UserRegisters {
    /** {@code __USER32_CS}. */
    private static final int USER32_CS = 0x23;

    private static final long FUTEX = 240;
    private static final long FUTEX_TIME64 = 422;

    /** psABI 2.4.2, table "DWARF Register Number Mapping": 0 to 9; 8 is the return address. */
    private static final int[] DWARF_GENERAL = {
        RAX, RCX, RDX, RBX, RSP, RBP, RSI, RDI, RIP, EFLAGS
    };

    /** The same, from 40 on. */
    private static final int[] DWARF_SEGMENTS = {ES, CS, SS, DS, FS, GS};

    private static final int FIRST_SEGMENT = 40;

    X86Registers() {
        super(USER32_CS, List.of(RBX, RCX, RDX, RSI, RDI, RBP), Set.of(FUTEX, FUTEX_TIME64));
    }

    @Override
    protected long signed(long word) {
        return (int) word;
    }

    @Override
    public int threadPointer() {
        return GS_BASE;
    }

    /** {@inheritDoc} None (psABI 2.2.2): a signal handler may use what is below. */
    @Override
    public int redZone() {
        return 0;
    }

    @Override
    public int dwarf(int number) {
        if (number >= 0 && number < DWARF_GENERAL.length) {
            return DWARF_GENERAL[number];
        }
        int segment = number - FIRST_SEGMENT;
        return segment >= 0 && segment < DWARF_SEGMENTS.length ? DWARF_SEGMENTS[segment] : -1;
    }
}
