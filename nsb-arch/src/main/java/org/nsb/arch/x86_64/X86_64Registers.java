// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import java.nio.ByteBuffer;
import java.util.List;
import org.nsb.arch.Registers;
import org.nsb.arch.SystemCall;

/**
 * The general-purpose registers of 64-bit x86 as {@code struct user_regs_struct} of {@code
 * sys/user.h}: 27 words of eight bytes.
 *
 * <p>{@code orig_rax} is not a register but the kernel's note on how the thread came in: the number
 * of the system call, or -1 for everything else. At a stop inside a system call {@code rax} holds
 * one of the kernel's internal codes, which say how the call is to be restarted; a program never
 * sees them, unless somebody takes them for results. Rewinding {@code rip} by the two bytes of
 * {@code syscall} and giving {@code rax} its number back makes the thread repeat the call.
 */
final class X86_64Registers implements Registers {
    static final int R15 = 0;
    static final int R14 = 8;
    static final int R13 = 16;
    static final int R12 = 24;
    static final int RBP = 32;
    static final int RBX = 40;
    static final int R11 = 48;
    static final int R10 = 56;
    static final int R9 = 64;
    static final int R8 = 72;
    static final int RAX = 80;
    static final int RCX = 88;
    static final int RDX = 96;
    static final int RSI = 104;
    static final int RDI = 112;
    static final int ORIG_RAX = 120;
    static final int RIP = 128;
    static final int CS = 136;
    static final int EFLAGS = 144;
    static final int RSP = 152;
    static final int SS = 160;
    static final int FS_BASE = 168;
    static final int GS_BASE = 176;
    static final int DS = 184;
    static final int ES = 192;
    static final int FS = 200;
    static final int GS = 208;
    static final int SIZE = 216;

    /** psABI 3.2.2. */
    static final int RED_ZONE = 128;

    private static final List<Integer> ARGUMENTS = List.of(RDI, RSI, RDX, R10, R8, R9);

    /** psABI 3.7.2, figure "DWARF Register Number Mapping": 0 to 16; 16 is the return address. */
    private static final int[] DWARF_GENERAL = {
        RAX, RDX, RCX, RBX, RSI, RDI, RBP, RSP, R8, R9, R10, R11, R12, R13, R14, R15, RIP
    };

    /** The same, from 49 on; 56 and 57 are unassigned. */
    private static final int[] DWARF_SPECIAL = {
        EFLAGS, ES, CS, SS, DS, FS, GS, -1, -1, FS_BASE, GS_BASE
    };

    private static final int FIRST_SPECIAL = 49;

    /** {@code __USER_CS}: selector of 64-bit code; compatibility mode has 0x23. */
    private static final int USER_CS = 0x33;

    private static final long TRAP_FLAG = 1 << 8;
    private static final long DIRECTION_FLAG = 1 << 10;

    /** Bytes of {@code syscall}, and of {@code int $0x80} too. */
    private static final int SYSCALL_LENGTH = 2;

    private static final long EINTR = 4;
    private static final long ERESTARTSYS = 512;
    private static final long ERESTARTNOINTR = 513;
    private static final long ERESTARTNOHAND = 514;
    private static final long ERESTART_RESTARTBLOCK = 516;

    private static final long FUTEX = 202;
    private static final long FUTEX_WAIT_BITSET = 9;

    /** Without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME. */
    private static final long FUTEX_COMMAND_MASK = ~(128L | 256L);

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public int programCounter() {
        return RIP;
    }

    @Override
    public int stackPointer() {
        return RSP;
    }

    @Override
    public int threadPointer() {
        return FS_BASE;
    }

    @Override
    public int result() {
        return RAX;
    }

    @Override
    public int systemCallNumber() {
        return ORIG_RAX;
    }

    @Override
    public int redZone() {
        return RED_ZONE;
    }

    @Override
    public List<Integer> systemCallArguments() {
        return ARGUMENTS;
    }

    @Override
    public int dwarf(int number) {
        if (number >= 0 && number < DWARF_GENERAL.length) {
            return DWARF_GENERAL[number];
        }
        int special = number - FIRST_SPECIAL;
        return special >= 0 && special < DWARF_SPECIAL.length ? DWARF_SPECIAL[special] : -1;
    }

    @Override
    public byte[] blank() {
        byte[] blank = new byte[SIZE];
        blank[CS] = USER_CS;
        return blank;
    }

    @Override
    public boolean belongsTo(ByteBuffer registers) {
        return get(registers, CS) == USER_CS;
    }

    @Override
    public Interruption interruption(ByteBuffer registers) {
        if (!inSystemCall(registers)) {
            return Interruption.USER_MODE;
        }
        long code = -get(registers, RAX);
        if (restartsFromRegisters(code)) {
            return Interruption.RESTARTABLE;
        }
        if (code == ERESTART_RESTARTBLOCK) {
            return Interruption.RESTART_BLOCK;
        }
        return code == EINTR ? Interruption.ENDED : Interruption.USER_MODE;
    }

    /**
     * {@inheritDoc}
     *
     * <p>A call with a restart block can only be continued by the kernel's own {@code
     * restart_syscall}, which {@code rt_sigreturn} disarms: the program sees EINTR, as if a signal
     * had come. The exception is a futex wait until an absolute time, which can simply be repeated.
     * Its number is known only if the thread was not stopped in the same call before: then {@code
     * orig_rax} is that of {@code restart_syscall}, 219. EINTR that the kernel has already decided
     * on stays.
     */
    @Override
    public byte[] afterInterruptedCall(byte[] registers) {
        byte[] adjusted = checked(registers).clone();
        ByteBuffer view = LittleEndian.of(adjusted);
        if (!inSystemCall(view)) {
            return adjusted;
        }
        long code = -view.getLong(RAX);
        if (restartsFromRegisters(code)
                || (code == ERESTART_RESTARTBLOCK && isAbsoluteFutexWait(view))) {
            view.putLong(RIP, view.getLong(RIP) - SYSCALL_LENGTH);
            view.putLong(RAX, view.getLong(ORIG_RAX));
        } else if (code == ERESTART_RESTARTBLOCK) {
            view.putLong(RAX, -EINTR);
        }
        return adjusted;
    }

    /** FUTEX_WAIT_BITSET takes its timeout as a point in time ({@code man 2 futex}). */
    private static boolean isAbsoluteFutexWait(ByteBuffer registers) {
        long command = get(registers, RSI) & 0xffff_ffffL & FUTEX_COMMAND_MASK;
        return get(registers, ORIG_RAX) == FUTEX && command == FUTEX_WAIT_BITSET;
    }

    private static boolean restartsFromRegisters(long code) {
        return code == ERESTARTSYS || code == ERESTARTNOINTR || code == ERESTARTNOHAND;
    }

    private static boolean inSystemCall(ByteBuffer registers) {
        return get(registers, ORIG_RAX) >= 0;
    }

    @Override
    public byte[] forCall(
            byte[] registers, SystemCall call, long programCounter, long stackPointer) {
        byte[] sent = sentTo(registers, programCounter, stackPointer);
        ByteBuffer view = LittleEndian.of(sent);
        view.putLong(RAX, call.number());
        for (int i = 0; i < call.arguments().size(); i++) {
            view.putLong(ARGUMENTS.get(i), call.arguments().get(i));
        }
        return sent;
    }

    /** {@inheritDoc} {@code rax} is 0: no vector registers hold arguments (psABI 3.2.3). */
    @Override
    public byte[] forFunction(byte[] registers, long function, long stackPointer) {
        byte[] sent = sentTo(registers, function, stackPointer);
        LittleEndian.of(sent).putLong(RAX, 0);
        return sent;
    }

    private static byte[] sentTo(byte[] registers, long programCounter, long stackPointer) {
        byte[] sent = checked(registers).clone();
        ByteBuffer view = LittleEndian.of(sent);
        view.putLong(RIP, programCounter);
        view.putLong(RSP, stackPointer);
        view.putLong(ORIG_RAX, -1);
        view.putLong(EFLAGS, view.getLong(EFLAGS) & ~(TRAP_FLAG | DIRECTION_FLAG));
        return sent;
    }

    static byte[] checked(byte[] registers) {
        if (registers.length != SIZE) {
            throw new IllegalArgumentException(
                    registers.length + " bytes of registers instead of " + SIZE);
        }
        return registers;
    }

    private static long get(ByteBuffer registers, int offset) {
        return LittleEndian.getLong(registers, registers.position() + offset);
    }
}
