// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

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
class X86_64InterruptedCallsTest {
    private static final long RIP = 0x7f00_0000_1002L;

    private final X86_64Registers registers = new X86_64Registers();

    private static byte[] stopped(long origRax, long rax, long rsi) {
        byte[] bytes = new byte[X86_64Registers.SIZE];
        ByteBuffer view = LittleEndian.of(bytes);
        view.putLong(X86_64Registers.ORIG_RAX, origRax);
        view.putLong(X86_64Registers.RAX, rax);
        view.putLong(X86_64Registers.RSI, rsi);
        view.putLong(X86_64Registers.RIP, RIP);
        view.putLong(X86_64Registers.CS, 0x33);
        return bytes;
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        // what,                           orig_rax, rax,  rsi, kind,          rewound, rax after
        "program code,                       -1,   1234,    0, USER_MODE,     false,  1234",
        "program code that looks restarting, -1,   -512,    0, USER_MODE,     false,  -512",
        "program code that looks asleep,     -1,   -516,    0, USER_MODE,     false,  -516",
        "a call that has succeeded,           0,     77,    0, USER_MODE,     false,    77",
        "a call that has failed,              0,    -11,    0, USER_MODE,     false,   -11",
        "read,                                0,   -512,    0, RESTARTABLE,   true,      0",
        "futex without timeout,             202,   -512,  128, RESTARTABLE,   true,    202",
        "futex_lock_pi,                     202,   -513,  134, RESTARTABLE,   true,    202",
        "ppoll,                             271,   -514,    0, RESTARTABLE,   true,    271",
        "sigsuspend,                        130,   -514,    8, RESTARTABLE,   true,    130",
        "nanosleep,                          35,   -516,    0, RESTART_BLOCK, false,    -4",
        "poll,                                7,   -516,    9, RESTART_BLOCK, false,    -4",
        "futex for some time,               202,   -516,  128, RESTART_BLOCK, false,    -4",
        "futex until a time,                202,   -516,  137, RESTART_BLOCK, true,    202",
        "futex until a wall-clock time,     202,   -516,  393, RESTART_BLOCK, true,    202",
        "futex until a time between procs,  202,   -516,    9, RESTART_BLOCK, true,    202",
        "a sleeper that was stopped before, 219,   -516,  137, RESTART_BLOCK, false,    -4",
        "epoll_wait,                        232,     -4,    0, ENDED,         false,    -4",
        "connect,                            42,     -4,    0, ENDED,         false,    -4",
    })
    void are_left_as_if_a_signal_had_come(
            String what,
            long origRax,
            long rax,
            long rsi,
            Interruption kind,
            boolean rewound,
            long raxAfter) {
        byte[] before = stopped(origRax, rax, rsi);
        assertEquals(kind, registers.interruption(ByteBuffer.wrap(before)));
        byte[] after = registers.afterInterruptedCall(before);
        byte[] expected = stopped(origRax, raxAfter, rsi);
        LittleEndian.of(expected).putLong(X86_64Registers.RIP, rewound ? RIP - 2 : RIP);
        assertArrayEquals(expected, after);
        assertNotSame(before, after);
        assertArrayEquals(stopped(origRax, rax, rsi), before, "the input stays");
    }

    @Test
    void adjusting_twice_is_adjusting_once() {
        byte[] once = registers.afterInterruptedCall(stopped(0, -512, 0));
        assertArrayEquals(once, registers.afterInterruptedCall(once));
    }

    @Test
    void half_a_structure_is_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> registers.afterInterruptedCall(new byte[100]));
    }
}
