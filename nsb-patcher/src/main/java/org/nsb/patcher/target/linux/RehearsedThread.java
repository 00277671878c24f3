// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import org.nsb.arch.Architecture;
import org.nsb.arch.Registers;
import org.nsb.arch.SystemCalls.Stub;

/**
 * The one door to {@code ptrace} for borrowing a thread, with a mode in which nobody is behind it.
 *
 * <p>In a rehearsal it answers as the kernel would for a thread that does as it is told: it stops
 * at once, makes every call, and the result is the call's first argument. Each request is made
 * nevertheless, for an id that the kernel never gives out ({@code man 5 proc}, {@code pid_max} is
 * at most 2^22), and fails: the way into the kernel is what takes longest the first time.
 *
 * <p>That it is one class for both modes matters: the calls are linked once, to this class.
 */
final class RehearsedThread implements PtraceCalls {
    static final int TID = 0x3fff_fffe;

    private final PtraceCalls real;
    private boolean rehearsing;
    private Architecture architecture;
    private long stub;
    private byte[] registers;
    private int status;

    /**
     * @param real where all requests go
     */
    RehearsedThread(PtraceCalls real) {
        this.real = real;
    }

    /**
     * From now on nobody is behind the door.
     *
     * @param cpu architecture of its code
     * @param stubAddress where the stub will lie; functions lie elsewhere
     * @param stackPointer of the thread
     * @param threadPointer of the thread; as many readable bytes as a {@code struct rseq} has lie
     *     there, all zeros
     */
    void rehearse(Architecture cpu, long stubAddress, long stackPointer, long threadPointer) {
        rehearsing = true;
        architecture = cpu;
        stub = stubAddress;
        registers = cpu.registers().blank();
        put(cpu.registers().stackPointer(), stackPointer);
        put(cpu.registers().threadPointer(), threadPointer);
    }

    /** From now on the target is behind the door. */
    void endRehearsal() {
        rehearsing = false;
    }

    private void put(int register, long value) {
        StoppedThread.words(registers).putLong(register, value);
    }

    private long get(int register) {
        return StoppedThread.word(registers, register);
    }

    private int answer(int result) {
        return rehearsing ? 0 : result;
    }

    @Override
    public int seize(int tid, int options) {
        return answer(real.seize(tid, options));
    }

    @Override
    public int setOptions(int tid, int options) {
        return answer(real.setOptions(tid, options));
    }

    @Override
    public int interrupt(int tid) {
        status = WaitStatus.ofInterruption();
        return answer(real.interrupt(tid));
    }

    @Override
    public int await(int tid, long deadlineNanos) {
        int result = real.await(tid, rehearsing ? Long.MIN_VALUE : deadlineNanos);
        return rehearsing ? status : result;
    }

    @Override
    public int resume(int tid, int signal) {
        int result = real.resume(tid, signal);
        if (rehearsing) {
            advance();
        }
        return answer(result);
    }

    /**
     * From the stub's entrance to the entry of the call; from there to its exit; from a function to
     * its end, which is the entry of another call.
     */
    private void advance() {
        Registers layout = architecture.registers();
        Stub code = architecture.systemCalls().stub();
        int call = code.systemCallOffset() + code.systemCallLength();
        long place = get(layout.programCounter()) - stub;
        if (place == call) {
            put(layout.result(), get(layout.systemCallArguments().get(0)));
        } else if (place == code.systemCallOffset()) {
            put(layout.programCounter(), stub + call);
        } else {
            place = code.signalReturnOffset() + code.systemCallLength();
            put(layout.programCounter(), stub + place);
        }
        status = WaitStatus.ofSystemCall();
    }

    @Override
    public int detach(int tid, int signal) {
        return answer(real.detach(tid, signal));
    }

    @Override
    public int registers(int tid, byte[] into) {
        int result = real.registers(tid, into);
        if (rehearsing) {
            System.arraycopy(registers, 0, into, 0, into.length);
        }
        return answer(result);
    }

    @Override
    public int setRegisters(int tid, byte[] values) {
        int result = real.setRegisters(tid, values);
        if (rehearsing) {
            System.arraycopy(values, 0, registers, 0, values.length);
        }
        return answer(result);
    }

    @Override
    public int registerSet(int tid, int note, byte[] into) {
        int result = real.registerSet(tid, note, into);
        if (rehearsing) {
            byte[] blank = architecture.signalFrames().blankSet(note);
            System.arraycopy(blank, 0, into, 0, blank.length);
            return blank.length;
        }
        return result;
    }

    @Override
    public int signalMask(int tid, long[] into) {
        int result = real.signalMask(tid, into);
        into[0] = rehearsing ? 0 : into[0];
        return answer(result);
    }

    @Override
    public int setSignalMask(int tid, long mask) {
        return answer(real.setSignalMask(tid, mask));
    }

    /** In a rehearsal it has registered an area, and is in no sequence. */
    @Override
    public int restartableSequences(int tid, long[] into) {
        int result = real.restartableSequences(tid, into);
        into[0] = rehearsing ? get(architecture.registers().threadPointer()) : into[0];
        return answer(result);
    }

    @Override
    public int signalReason(int tid, long[] into) {
        return answer(real.signalReason(tid, into));
    }
}
