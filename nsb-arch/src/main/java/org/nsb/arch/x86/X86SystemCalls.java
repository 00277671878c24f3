// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import org.nsb.arch.Registers;
import org.nsb.arch.SystemCall;
import org.nsb.arch.SystemCalls;
import org.nsb.arch.intel.UserRegisters;

/**
 * System calls of 32-bit x86 ({@code man 2 syscall}; numbers from {@code asm/unistd_32.h}).
 *
 * <p>The number goes into {@code eax}, the arguments into {@code ebx, ecx, edx, esi, edi, ebp}; the
 * instruction is {@code int $0x80} and destroys nothing but {@code eax}. A result from -4095 to -1
 * is the negative of an {@code errno}. Files are mapped by {@code mmap2}, which counts the offset
 * in units of 4096 bytes.
 */
final class X86SystemCalls implements SystemCalls {
    private static final int RESTART_SYSCALL = 0;
    private static final int CLOSE = 6;
    private static final int MUNMAP = 91;
    private static final int IPC = 117;
    private static final int NANOSLEEP = 162;
    private static final int POLL = 168;
    private static final int RT_SIGRETURN = 173;
    private static final int RT_SIGTIMEDWAIT = 177;
    private static final int MMAP2 = 192;
    private static final int IO_GETEVENTS = 247;
    private static final int EPOLL_WAIT = 256;
    private static final int CLOCK_NANOSLEEP = 267;
    private static final int EPOLL_PWAIT = 319;
    private static final int MEMFD_CREATE = 356;
    private static final int IO_PGETEVENTS = 385;
    private static final int CLOCK_NANOSLEEP_TIME64 = 407;
    private static final int IO_PGETEVENTS_TIME64 = 416;
    private static final int SEMTIMEDOP_TIME64 = 420;
    private static final int RT_SIGTIMEDWAIT_TIME64 = 421;
    private static final int IO_URING_ENTER = 426;
    private static final int EPOLL_PWAIT2 = 441;

    /** Bytes of the unit in which {@code mmap2} takes the offset, whatever the page size is. */
    private static final long OFFSET_UNIT = 4096;

    private static final int GREATEST_ERRNO = 4095;

    private static final byte[] STUB = {
        (byte) 0xcd,
        (byte) 0x80, //               0: int    $0x80
        (byte) 0x89,
        (byte) 0xc3, //               2: mov    %eax,%ebx
        (byte) 0xb8,
        (byte) 0xad,
        0x00,
        0x00,
        0x00, // 4: mov    $173,%eax
        (byte) 0xcd,
        (byte) 0x80, //               9: int    $0x80
        0x0f,
        0x0b, //                            11: ud2
    };
    private static final int SYSTEM_CALL = 0;
    private static final int SYSTEM_CALL_LENGTH = 2;
    private static final int FUNCTION_RETURN = 2;
    private static final int SIGNAL_RETURN = 9;

    @Override
    public SystemCall memfdCreate(long name, int flags) {
        return SystemCall.of("memfd_create", MEMFD_CREATE, name, Integer.toUnsignedLong(flags));
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if the offset is no multiple of 4096
     */
    @Override
    public SystemCall mmap(
            long address, long length, int protection, int flags, int fd, long offset) {
        if (offset % OFFSET_UNIT != 0) {
            throw new IllegalArgumentException("offset of mmap2: " + offset);
        }
        long unit = offset / OFFSET_UNIT;
        return SystemCall.of("mmap2", MMAP2, address, length, protection, flags, fd, unit);
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
                UserRegisters.RBX);
    }

    /**
     * {@inheritDoc}
     *
     * <p>{@code man 7 signal}, "Interruption of system calls and library functions by stop
     * signals", lists some of those that fail with EINTR; the older calls for semaphores and
     * message queues all go by the number of {@code ipc}. A thread that was stopped once in a call
     * with a restart block is in {@code restart_syscall} from then on, which is number 0 here.
     */
    @Override
    public Registers.Interruption asleepIn(long number) {
        return switch ((int) number) {
            case EPOLL_WAIT,
                    EPOLL_PWAIT,
                    EPOLL_PWAIT2,
                    IPC,
                    SEMTIMEDOP_TIME64,
                    RT_SIGTIMEDWAIT,
                    RT_SIGTIMEDWAIT_TIME64,
                    IO_GETEVENTS,
                    IO_PGETEVENTS,
                    IO_PGETEVENTS_TIME64,
                    IO_URING_ENTER ->
                    Registers.Interruption.ENDED;
            case POLL, NANOSLEEP, CLOCK_NANOSLEEP, CLOCK_NANOSLEEP_TIME64, RESTART_SYSCALL ->
                    Registers.Interruption.RESTART_BLOCK;
            default -> Registers.Interruption.RESTARTABLE;
        };
    }

    /** {@inheritDoc} The upper half of the register means nothing. */
    @Override
    public boolean failed(long result) {
        int code = (int) result;
        return code < 0 && code >= -GREATEST_ERRNO;
    }

    @Override
    public int errno(long result) {
        if (!failed(result)) {
            throw new IllegalArgumentException("the call did not fail: " + result);
        }
        return -(int) result;
    }
}
