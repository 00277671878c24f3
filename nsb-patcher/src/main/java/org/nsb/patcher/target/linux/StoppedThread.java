// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.SignalFrames.ThreadState;

/**
 * The state of a thread at a stop, as it has to be restored.
 *
 * @param tid the thread
 * @param registers as the kernel gave them, but moved out of a restartable sequence
 * @param extendedState the vector registers and the like
 * @param floatingPoint empty where the port does not need it
 * @param signalMask the thread's own
 * @param interruption what the stop interrupted
 */
record StoppedThread(
        int tid,
        byte[] registers,
        byte[] extendedState,
        byte[] floatingPoint,
        long signalMask,
        Interruption interruption) {
    private static final int LARGEST_SET = 32 * 1024;

    /** {@code struct rseq}: pointer to the critical section that the thread is in. */
    private static final int RSEQ_SECTION = 8;

    /** {@code struct rseq_cs}: version, flags, start, length, address to go to instead. */
    private static final int SECTION_SIZE = 32;

    private static final int SECTION_START = 8;
    private static final int SECTION_LENGTH = 16;
    private static final int SECTION_ABORT = 24;

    /**
     * Reads the state of a stopped thread.
     *
     * @throws Unsuitable if it cannot make calls for nsb
     */
    static StoppedThread read(BorrowContext context, int tid) {
        byte[] registers = new byte[context.architecture().registers().size()];
        check(context, tid, context.ptrace().registers(tid, registers), "PTRACE_GETREGS");
        if (!context.architecture().registers().belongsTo(ByteBuffer.wrap(registers))) {
            throw new Unsuitable(
                    "it runs code of another architecture than " + context.architecture().name());
        }
        Interruption interruption =
                context.architecture().registers().interruption(ByteBuffer.wrap(registers));
        leaveRestartableSequence(context, tid, registers, interruption);
        long[] mask = new long[1];
        check(context, tid, context.ptrace().signalMask(tid, mask), "PTRACE_GETSIGMASK");
        return new StoppedThread(
                tid,
                registers,
                set(context, tid, context.architecture().signalFrames().extendedStateNote()),
                set(context, tid, context.architecture().signalFrames().floatingPointNote()),
                mask[0],
                interruption);
    }

    /** As the frame must hold it: for a thread that nobody watches any more. */
    ThreadState unattended(BorrowContext context) {
        byte[] adjusted = context.architecture().registers().afterInterruptedCall(registers);
        return new ThreadState(adjusted, extendedState, floatingPoint, signalMask);
    }

    long stackPointer(BorrowContext context) {
        return word(registers, context.architecture().registers().stackPointer());
    }

    long threadPointer(BorrowContext context) {
        return word(registers, context.architecture().registers().threadPointer());
    }

    private static byte[] set(BorrowContext context, int tid, int note) {
        if (note == 0) {
            return new byte[0];
        }
        byte[] into = new byte[LARGEST_SET];
        int size = context.ptrace().registerSet(tid, note, into);
        check(context, tid, size, "PTRACE_GETREGSET");
        return Arrays.copyOf(into, size);
    }

    /**
     * A thread inside a restartable sequence ({@code man 2 rseq}) must not continue there after it
     * was elsewhere; the kernel would send it to the sequence's abort address after a signal, so
     * nsb does the same.
     */
    private static void leaveRestartableSequence(
            BorrowContext context, int tid, byte[] registers, Interruption interruption) {
        if (interruption != Interruption.USER_MODE) {
            return; // system calls are forbidden in such a sequence
        }
        long[] area = new long[1];
        if (context.ptrace().restartableSequences(tid, area) < 0) {
            throw new Unsuitable(
                    "this kernel does not tell whether it is in a restartable sequence");
        }
        long section =
                area[0] == 0 ? 0 : word(context.memory().bytes(area[0] + RSEQ_SECTION, 8), 0);
        if (section == 0) {
            return;
        }
        byte[] content = context.memory().bytes(section, SECTION_SIZE);
        int pc = context.architecture().registers().programCounter();
        long into = word(registers, pc) - word(content, SECTION_START);
        if (Long.compareUnsigned(into, word(content, SECTION_LENGTH)) < 0) {
            words(registers).putLong(pc, word(content, SECTION_ABORT));
        }
    }

    static long word(byte[] bytes, int offset) {
        return words(bytes).getLong(offset);
    }

    static ByteBuffer words(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    }

    private static void check(BorrowContext context, int tid, int result, String call) {
        if (result < 0) {
            throw context.failures().ofThread(tid, -result, call);
        }
    }

    /** Another thread has to be found. */
    static final class Unsuitable extends RuntimeException {
        Unsuitable(String reason) {
            super(reason);
        }
    }
}
