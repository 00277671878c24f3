// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.intel;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;
import org.nsb.arch.Registers;
import org.nsb.arch.SystemCall;

/**
 * {@code struct user_regs_struct} of {@code sys/user.h}: 27 words of eight bytes, in which the
 * kernel shows the registers of threads in both modes to a 64-bit tracer.
 *
 * <p>{@code orig_rax} is not a register but the kernel's note on how the thread came in: the number
 * of the system call, or -1 for everything else. At a stop inside a system call {@code rax} holds
 * one of the kernel's internal codes, which say how the call is to be restarted; a program never
 * sees them, unless somebody takes them for results. Rewinding {@code rip} by the two bytes of the
 * system-call instruction and giving {@code rax} its number back makes the thread repeat the call.
 *
 * <p>What differs between the modes is the constructor's: selectors, arguments, numbers; and {@link
 * #signed}.
 */
public abstract class UserRegisters implements Registers {
    public static final int R15 = 0;
    public static final int R14 = 8;
    public static final int R13 = 16;
    public static final int R12 = 24;
    public static final int RBP = 32;
    public static final int RBX = 40;
    public static final int R11 = 48;
    public static final int R10 = 56;
    public static final int R9 = 64;
    public static final int R8 = 72;
    public static final int RAX = 80;
    public static final int RCX = 88;
    public static final int RDX = 96;
    public static final int RSI = 104;
    public static final int RDI = 112;
    public static final int ORIG_RAX = 120;
    public static final int RIP = 128;
    public static final int CS = 136;
    public static final int EFLAGS = 144;
    public static final int RSP = 152;
    public static final int SS = 160;
    public static final int FS_BASE = 168;
    public static final int GS_BASE = 176;
    public static final int DS = 184;
    public static final int ES = 192;
    public static final int FS = 200;
    public static final int GS = 208;
    public static final int SIZE = 216;

    private static final long TRAP_FLAG = 1 << 8;
    private static final long DIRECTION_FLAG = 1 << 10;

    /** Bytes of {@code syscall}, and of {@code int $0x80} too. */
    private static final int SYSCALL_LENGTH = 2;

    private static final long EINTR = 4;
    private static final long ERESTARTSYS = 512;
    private static final long ERESTARTNOINTR = 513;
    private static final long ERESTARTNOHAND = 514;
    private static final long ERESTART_RESTARTBLOCK = 516;

    private static final long FUTEX_WAIT_BITSET = 9;

    /** Without FUTEX_PRIVATE_FLAG and FUTEX_CLOCK_REALTIME, and without an upper half. */
    private static final long FUTEX_COMMAND_MASK = 0xffff_ffffL & ~(128L | 256L);

    private final int codeSelector;
    private final List<Integer> arguments;
    private final Set<Long> futexNumbers;

    /**
     * The registers of one mode.
     *
     * @param codeSelector what {@code cs} holds in this mode
     * @param arguments offsets of the system-call arguments, in order
     * @param futexNumbers numbers of the calls of {@code man 2 futex}
     */
    protected UserRegisters(int codeSelector, List<Integer> arguments, Set<Long> futexNumbers) {
        this.codeSelector = codeSelector;
        this.arguments = List.copyOf(arguments);
        this.futexNumbers = Set.copyOf(futexNumbers);
    }

    /** A word of the structure as a signed number of this mode's width. */
    protected abstract long signed(long word);

    @Override
    public final int size() {
        return SIZE;
    }

    @Override
    public final int programCounter() {
        return RIP;
    }

    @Override
    public final int stackPointer() {
        return RSP;
    }

    @Override
    public final int result() {
        return RAX;
    }

    @Override
    public final int systemCallNumber() {
        return ORIG_RAX;
    }

    @Override
    public final List<Integer> systemCallArguments() {
        return arguments;
    }

    @Override
    public final boolean belongsTo(ByteBuffer registers) {
        return get(registers, CS) == codeSelector;
    }

    @Override
    public final byte[] blank() {
        byte[] blank = new byte[SIZE];
        LittleEndian.of(blank).putLong(CS, codeSelector);
        return blank;
    }

    @Override
    public final Interruption interruption(ByteBuffer registers) {
        if (!inSystemCall(registers)) {
            return Interruption.USER_MODE;
        }
        long code = -signed(get(registers, RAX));
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
     * orig_rax} is that of {@code restart_syscall}. EINTR that the kernel has already decided on
     * stays.
     */
    @Override
    public final byte[] afterInterruptedCall(byte[] registers) {
        byte[] adjusted = checked(registers).clone();
        ByteBuffer view = LittleEndian.of(adjusted);
        if (!inSystemCall(view)) {
            return adjusted;
        }
        long code = -signed(view.getLong(RAX));
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
    private boolean isAbsoluteFutexWait(ByteBuffer registers) {
        long command = get(registers, arguments.get(1)) & FUTEX_COMMAND_MASK;
        return command == FUTEX_WAIT_BITSET && futexNumbers.contains(get(registers, ORIG_RAX));
    }

    private static boolean restartsFromRegisters(long code) {
        return code == ERESTARTSYS || code == ERESTARTNOINTR || code == ERESTARTNOHAND;
    }

    private boolean inSystemCall(ByteBuffer registers) {
        return signed(get(registers, ORIG_RAX)) >= 0;
    }

    @Override
    public final byte[] forCall(
            byte[] registers, SystemCall call, long programCounter, long stackPointer) {
        byte[] sent = sentTo(registers, programCounter, stackPointer);
        ByteBuffer view = LittleEndian.of(sent);
        view.putLong(RAX, call.number());
        for (int i = 0; i < call.arguments().size(); i++) {
            view.putLong(arguments.get(i), call.arguments().get(i));
        }
        return sent;
    }

    /**
     * {@inheritDoc} {@code rax} is 0: in 64-bit mode it says how many vector registers hold
     * arguments (psABI 3.2.3), in 32-bit mode it says nothing.
     */
    @Override
    public final byte[] forFunction(byte[] registers, long function, long stackPointer) {
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

    /**
     * The array itself.
     *
     * @throws IllegalArgumentException if it is not as long as the structure
     */
    public static byte[] checked(byte[] registers) {
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
