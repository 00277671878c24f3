// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.intel.LittleEndian;

/** Threads that were stopped inside a system call. */
class X86InterruptedCallsTest {
    private static final long EIP = 0xf7fc_45e9L;

    private final X86Registers registers = new X86Registers();

    private static byte[] stopped(long origEax, long eax, long ecx) {
        byte[] bytes = new byte[X86Registers.SIZE];
        ByteBuffer view = LittleEndian.of(bytes);
        view.putLong(X86Registers.ORIG_RAX, origEax);
        view.putLong(X86Registers.RAX, eax);
        view.putLong(X86Registers.RCX, ecx);
        view.putLong(X86Registers.RIP, EIP);
        view.putLong(X86Registers.CS, 0x23);
        return bytes;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what,                        orig_eax, eax,         ecx, kind,       rewound, eax after
        "program code,                       -1,       1234,    0, USER_MODE,     false,  1234",
        "program code that looks restarting, -1,       -512,    0, USER_MODE,     false,  -512",
        "the same with a note of 32 bits,    4294967295, -512,  0, USER_MODE,     false,  -512",
        "a call that has succeeded,           3,         77,    0, USER_MODE,     false,    77",
        "a call that has failed,              3,        -11,    0, USER_MODE,     false,   -11",
        "a call that returned an address,   192, 4160491520,    0, USER_MODE, false, 4160491520",
        "read,                                3,       -512,    0, RESTARTABLE,   true,      3",
        "read seen without sign,              3, 4294966784,    0, RESTARTABLE,   true,      3",
        "futex without timeout,             240,       -512,  128, RESTARTABLE,   true,    240",
        "futex_lock_pi,                     240,       -513,  134, RESTARTABLE,   true,    240",
        "select,                            308,       -514,    0, RESTARTABLE,   true,    308",
        "sigsuspend,                        179,       -514,    8, RESTARTABLE,   true,    179",
        "nanosleep,                         162,       -516,    0, RESTART_BLOCK, false,    -4",
        "clock_nanosleep,                   267,       -516,    0, RESTART_BLOCK, false,    -4",
        "nanosleep seen without sign,       162, 4294966780,    0, RESTART_BLOCK, false,    -4",
        "poll,                              168,       -516,    9, RESTART_BLOCK, false,    -4",
        "futex for some time,               240,       -516,  128, RESTART_BLOCK, false,    -4",
        "futex until a time,                240,       -516,  137, RESTART_BLOCK, true,    240",
        "futex until a wall-clock time,     240,       -516,  393, RESTART_BLOCK, true,    240",
        "futex_time64 until a time,         422,       -516,  137, RESTART_BLOCK, true,    422",
        "futex_time64 for some time,        422,       -516,  128, RESTART_BLOCK, false,    -4",
        "the number of 64-bit futex,        202,       -516,  137, RESTART_BLOCK, false,    -4",
        "a sleeper that was stopped before,   0,       -516,  137, RESTART_BLOCK, false,    -4",
        "epoll_wait,                        256,         -4,    0, ENDED,         false,    -4",
        "connect,                           362,         -4,    0, ENDED,         false,    -4",
    })
    void are_left_as_if_a_signal_had_come(
            String what,
            long origEax,
            long eax,
            long ecx,
            Interruption kind,
            boolean rewound,
            long eaxAfter) {
        byte[] before = stopped(origEax, eax, ecx);
        assertEquals(kind, registers.interruption(ByteBuffer.wrap(before)));
        byte[] after = registers.afterInterruptedCall(before);
        byte[] expected = stopped(origEax, eaxAfter, ecx);
        LittleEndian.of(expected).putLong(X86Registers.RIP, rewound ? EIP - 2 : EIP);
        assertArrayEquals(expected, after);
        assertNotSame(before, after);
        assertArrayEquals(stopped(origEax, eax, ecx), before, "the input stays");
    }

    @Test
    void adjusting_twice_is_adjusting_once() {
        byte[] once = registers.afterInterruptedCall(stopped(3, -512, 0));
        assertArrayEquals(once, registers.afterInterruptedCall(once));
    }

    @Test
    void half_a_structure_is_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> registers.afterInterruptedCall(new byte[100]));
    }
}
