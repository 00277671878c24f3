// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import org.nsb.arch.Registers;
import org.nsb.arch.SystemCall;
import org.nsb.arch.SystemCalls;
import org.nsb.arch.intel.UserRegisters;

/**
 * System calls of 64-bit x86 (psABI A.2.1; numbers from {@code asm/unistd_64.h}).
 *
 * <p>The number goes into {@code rax}, the arguments into {@code rdi, rsi, rdx, r10, r8, r9}; the
 * instruction {@code syscall} destroys {@code rcx} and {@code r11}. A result from -4095 to -1 is
 * the negative of an {@code errno}.
 */
final class X86_64SystemCalls implements SystemCalls {
    private static final int MMAP = 9;
    private static final int MUNMAP = 11;
    private static final int CLOSE = 3;
    private static final int RT_SIGRETURN = 15;
    private static final int MEMFD_CREATE = 319;

    private static final int POLL = 7;
    private static final int NANOSLEEP = 35;
    private static final int SEMOP = 65;
    private static final int RT_SIGTIMEDWAIT = 128;
    private static final int IO_GETEVENTS = 208;
    private static final int RESTART_SYSCALL = 219;
    private static final int SEMTIMEDOP = 220;
    private static final int CLOCK_NANOSLEEP = 230;
    private static final int EPOLL_WAIT = 232;
    private static final int EPOLL_PWAIT = 281;
    private static final int IO_PGETEVENTS = 333;
    private static final int IO_URING_ENTER = 426;
    private static final int EPOLL_PWAIT2 = 441;

    private static final long GREATEST_ERRNO = 4095;

    private static final byte[] STUB = {
        0x0f,
        0x05, //                         0: syscall
        0x48,
        (byte) 0x89,
        (byte) 0xc7, //     2: mov    %rax,%rdi
        (byte) 0xb8,
        0x0f,
        0x00,
        0x00,
        0x00, // 5: mov    $15,%eax
        0x0f,
        0x05, //                        10: syscall
        0x0f,
        0x0b, //                        12: ud2
    };
    private static final int SYSTEM_CALL = 0;
    private static final int SYSTEM_CALL_LENGTH = 2;
    private static final int FUNCTION_RETURN = 2;
    private static final int SIGNAL_RETURN = 10;

    @Override
    public SystemCall memfdCreate(long name, int flags) {
        return SystemCall.of("memfd_create", MEMFD_CREATE, name, Integer.toUnsignedLong(flags));
    }

    @Override
    public SystemCall mmap(
            long address, long length, int protection, int flags, int fd, long offset) {
        return SystemCall.of("mmap", MMAP, address, length, protection, flags, fd, offset);
    }

    @Override
    public SystemCall munmap(long address, long length) {
        return SystemCall.of("munmap", MUNMAP, address, length);
    }

    @Override
    public SystemCall close(int fd) {
        return SystemCall.of("close", CLOSE, fd);
    }

    @Override
    public Stub stub() {
        return new Stub(
                STUB.clone(),
                SYSTEM_CALL,
                SYSTEM_CALL_LENGTH,
                FUNCTION_RETURN,
                SIGNAL_RETURN,
                RT_SIGRETURN,
                UserRegisters.RDI);
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code man 7 signal}, "Interruption of system calls and library functions by stop
     * signals", lists some of those that fail with EINTR.
     */
    @Override
    public Registers.Interruption asleepIn(long number) {
        return switch ((int) number) {
            case EPOLL_WAIT,
                    EPOLL_PWAIT,
                    EPOLL_PWAIT2,
                    SEMOP,
                    SEMTIMEDOP,
                    RT_SIGTIMEDWAIT,
                    IO_GETEVENTS,
                    IO_PGETEVENTS,
                    IO_URING_ENTER ->
                    Registers.Interruption.ENDED;
            case POLL, NANOSLEEP, CLOCK_NANOSLEEP, RESTART_SYSCALL ->
                    Registers.Interruption.RESTART_BLOCK;
            default -> Registers.Interruption.RESTARTABLE;
        };
    }

    @Override
    public boolean failed(long result) {
        return result < 0 && result >= -GREATEST_ERRNO;
    }

    @Override
    public int errno(long result) {
        if (!failed(result)) {
            throw new IllegalArgumentException("the call did not fail: " + result);
        }
        return (int) -result;
    }
}
