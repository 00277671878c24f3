// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nsb.arch.Registers.Interruption;
import org.nsb.patcher.target.RemoteMemory;

/**
 * Restartable sequences: {@code struct rseq} and {@code struct rseq_cs} of {@code linux/rseq.h}.
 */
class StoppedThreadTest {
    private static final long PC = 0x12345;
    private static final long AREA = 0x7000;
    private static final long SECTION = 0x8000;
    private static final long ABORT = 0x9999;

    private final Map<Long, byte[]> memory = new HashMap<>();

    private final RemoteMemory reader =
            new RemoteMemory() {
                @Override
                public void read(long address, ByteBuffer into) {
                    into.put(memory.get(address));
                }

                @Override
                public void write(long address, byte[] bytes) {
                    throw new AssertionError("nothing is to be written");
                }
            };

    /** Where a thread continues that was stopped at {@link #PC}. */
    private long continuesAt(Interruption interruption, long area, int result) {
        FakeThread thread =
                new FakeThread() {
                    @Override
                    public int restartableSequences(int tid, long[] into) {
                        into[0] = area;
                        return result;
                    }
                };
        thread.interrupt(FakeThread.TID);
        thread.await(FakeThread.TID, 0);
        BorrowContext context =
                new BorrowContext(1, new FakeArchitecture(interruption), thread, reader, null);
        byte[] registers = StoppedThread.read(context, FakeThread.TID).registers();
        return StoppedThread.word(registers, FakeArchitecture.PC);
    }

    private void inSection(long start, long length) {
        memory.put(AREA + 8, StoppedThread.words(new byte[8]).putLong(SECTION).array());
        memory.put(
                SECTION,
                StoppedThread.words(new byte[32])
                        .putLong(0)
                        .putLong(start)
                        .putLong(length)
                        .putLong(ABORT)
                        .array());
    }

    @ParameterizedTest
    @CsvSource({
        "0x12345, 1, 0x9999", // first instruction
        "0x12300, 0x46, 0x9999", // last one
        "0x12300, 0x45, 0x12345", // just behind it
        "0x12346, 0x10, 0x12345" // just before it
    })
    void a_thread_inside_a_sequence_goes_to_its_abort_address(
            String start, String length, String continues) {
        inSection(Long.decode(start), Long.decode(length));
        assertEquals(Long.decode(continues), continuesAt(Interruption.USER_MODE, AREA, 0));
    }

    @Test
    void a_thread_without_a_sequence_stays_where_it_is() {
        memory.put(AREA + 8, new byte[8]);
        assertEquals(PC, continuesAt(Interruption.USER_MODE, AREA, 0));
        assertEquals(PC, continuesAt(Interruption.USER_MODE, 0, 0));
    }

    @Test
    void in_a_system_call_there_can_be_no_sequence() {
        assertEquals(PC, continuesAt(Interruption.RESTARTABLE, AREA, -HostCalls.EIO));
    }

    @Test
    void what_the_kernel_does_not_tell_is_not_assumed() {
        assertThrows(
                StoppedThread.Unsuitable.class,
                () -> continuesAt(Interruption.USER_MODE, AREA, -HostCalls.EIO));
    }
}
