// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.nsb.patcher.target.linux.FakeArchitecture.ARGUMENT;
import static org.nsb.patcher.target.linux.FakeArchitecture.FUNCTION_RESULT;
import static org.nsb.patcher.target.linux.FakeArchitecture.NUMBER;
import static org.nsb.patcher.target.linux.FakeArchitecture.PC;
import static org.nsb.patcher.target.linux.FakeArchitecture.RESULT;
import static org.nsb.patcher.target.linux.FakeArchitecture.SIGNAL_RETURN;
import static org.nsb.patcher.target.linux.FakeArchitecture.SIZE;
import static org.nsb.patcher.target.linux.FakeArchitecture.SP;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.patcher.target.ThreadControl;

/**
 * A kernel with one thread, which executes the stub as a CPU would. Every operation of nsb is a
 * numbered step; a fault can be played at each.
 */
class FakeThread implements PtraceCalls {
    static final int TID = 4712;
    static final long CODE = 0x10000;
    static final long CODE_END = 0x11000;
    static final long STACK = 0x20000;
    static final long STACK_END = 0x40000;
    static final long FUNCTION = 0x500000;
    static final long CRASHING_FUNCTION = 0x600000;
    static final long MASK = 0x1234;

    /** Where a thread stands in relation to the system call at its program counter. */
    private enum Place {
        OUTSIDE,
        AT_ENTRY,
        AT_EXIT
    }

    /** Nobody runs nsb's code any more. */
    static final class Killed extends Error {}

    private final byte[] memory = new byte[(int) STACK_END];
    private final byte[] registers = new byte[SIZE];
    private final List<String> log = new ArrayList<>();
    private final Deque<Integer> extraStops = new ArrayDeque<>();
    private long mask = MASK;
    private Place place = Place.OUTSIDE;
    private boolean attached;
    private boolean stopped;
    private int pending;
    private int options;
    private int delivered;
    private int step;
    private int killAt;
    private int failAt;
    private long callResult = 7;
    private boolean mayNotSuspend;
    private boolean handlerLost;

    FakeThread() {
        words().putLong(PC, 0x12345);
        words().putLong(SP, STACK_END - 256);
        words().putLong(RESULT, -516);
        words().putLong(NUMBER, 35);
        words().putLong(FakeArchitecture.THREAD_POINTER, STACK_END - 64);
    }

    void killAt(int step) {
        this.killAt = step;
    }

    void failAt(int step) {
        this.failAt = step;
    }

    void stopFirstWith(int status) {
        extraStops.add(status);
    }

    void answerCallsWith(long result) {
        this.callResult = result;
    }

    void forbidSuspension() {
        this.mayNotSuspend = true;
    }

    int steps() {
        return step;
    }

    List<String> log() {
        return log;
    }

    byte[] registers() {
        return registers.clone();
    }

    long mask() {
        return mask;
    }

    boolean attached() {
        return attached;
    }

    int delivered() {
        return delivered;
    }

    /** Whether a fault came while its signal was blocked: then the kernel forgets the handler. */
    boolean handlerLost() {
        return handlerLost;
    }

    /** The thread runs on a stack that is not its own. */
    void switchStacks() {
        words().putLong(FakeArchitecture.THREAD_POINTER, CODE);
    }

    int options() {
        return options;
    }

    byte[] bytes(long from, int length) {
        return java.util.Arrays.copyOfRange(memory, (int) from, (int) from + length);
    }

    /** What the kernel does when the tracer has ended: the thread runs on alone. */
    void abandon() {
        attached = false;
        stopped = false;
        while (insideStub() || place != Place.OUTSIDE) {
            advance();
        }
    }

    private boolean insideStub() {
        long pc = words().getLong(PC);
        return pc >= CODE && pc < CODE_END || pc == FUNCTION;
    }

    /** Runs to the next entry or exit of a system call. */
    private void advance() {
        switch (place) {
            case OUTSIDE -> toEntry();
            case AT_ENTRY -> perform();
            case AT_EXIT -> {
                place = Place.OUTSIDE;
                if (insideStub()) {
                    toEntry();
                }
            }
        }
    }

    private void toEntry() {
        long stub = CODE_END - StubSite.ROOM;
        long pc = words().getLong(PC);
        if (pc == FUNCTION) {
            words().putLong(RESULT, 42);
            pc = StoppedThread.word(memory, (int) words().getLong(SP));
            words().putLong(SP, words().getLong(SP) + 8);
        }
        if (memory[(int) stub] != 0x11) {
            throw new AssertionError("the thread runs into a stub that is not there");
        }
        if (pc == stub) {
            words().putLong(NUMBER, words().getLong(RESULT));
            words().putLong(PC, stub + 1);
        } else if (pc == stub + 1) {
            words().putLong(FUNCTION_RESULT, words().getLong(RESULT));
            words().putLong(NUMBER, SIGNAL_RETURN);
            words().putLong(PC, stub + 3);
        } else {
            throw new AssertionError("lost at 0x" + Long.toHexString(pc));
        }
        place = Place.AT_ENTRY;
    }

    private void perform() {
        place = Place.AT_EXIT;
        long number = words().getLong(NUMBER);
        if (number == SIGNAL_RETURN) {
            int frame = (int) words().getLong(SP);
            System.arraycopy(memory, frame, registers, 0, SIZE);
            mask = StoppedThread.word(memory, frame + SIZE);
            place = insideStub() ? Place.AT_EXIT : Place.OUTSIDE;
        } else {
            log.add("call " + number + " " + words().getLong(ARGUMENT));
            words().putLong(RESULT, callResult);
        }
    }

    private ByteBuffer words() {
        return StoppedThread.words(registers);
    }

    /** One step of nsb; a negative errno if it is to fail. */
    private int step(String what) {
        step++;
        log.add(what);
        if (step == killAt) {
            throw new Killed();
        }
        return step == failAt ? -HostCalls.EIO : 0;
    }

    private int stoppedStep(String what) {
        int result = step(what);
        return result == 0 && !stopped ? -HostCalls.ESRCH : result;
    }

    @Override
    public int seize(int tid, int newOptions) {
        int result = step("seize");
        attached |= result == 0;
        options = newOptions;
        return result;
    }

    @Override
    public int setOptions(int tid, int newOptions) {
        int result = stoppedStep("options");
        if (mayNotSuspend) {
            return -HostCalls.EPERM;
        }
        options = newOptions;
        return result;
    }

    @Override
    public int interrupt(int tid) {
        int result = step("interrupt");
        if (result == 0) {
            pending = WaitStatus.ofInterruption();
        }
        return result;
    }

    @Override
    public int await(int tid, long deadlineNanos) {
        int result = step("await");
        if (result < 0 || (pending == 0 && extraStops.isEmpty())) {
            return ThreadControl.NOT_YET;
        }
        stopped = true;
        int status = extraStops.isEmpty() ? pending : extraStops.remove();
        pending = status == pending ? 0 : pending;
        return status;
    }

    @Override
    public int resume(int tid, int signal) {
        int result = stoppedStep("resume");
        if (result < 0) {
            return result;
        }
        delivered = signal == 0 ? delivered : signal;
        stopped = false;
        if (pending == 0 && words().getLong(PC) == CRASHING_FUNCTION) {
            handlerLost = (mask & 1L << 10) != 0;
            pending = WaitStatus.ofSignal(11);
        } else if (pending == 0) {
            advance();
            pending = WaitStatus.ofSystemCall();
        }
        return 0;
    }

    @Override
    public int detach(int tid, int signal) {
        int result = stoppedStep("detach");
        if (result == 0) {
            attached = false;
            stopped = false;
            pending = 0;
            place = Place.OUTSIDE;
            delivered = signal == 0 ? delivered : signal;
        }
        return result;
    }

    @Override
    public int registers(int tid, byte[] into) {
        int result = stoppedStep("getregs");
        System.arraycopy(registers, 0, into, 0, SIZE);
        return result;
    }

    @Override
    public int setRegisters(int tid, byte[] values) {
        int result = stoppedStep("setregs");
        if (result == 0) {
            boolean staysInCall = StoppedThread.word(values, PC) == words().getLong(PC);
            System.arraycopy(values, 0, registers, 0, SIZE);
            place = staysInCall ? place : Place.OUTSIDE;
        }
        return result;
    }

    @Override
    public int registerSet(int tid, int note, byte[] into) {
        int result = stoppedStep("getregset");
        return result < 0 ? result : 64;
    }

    @Override
    public int signalMask(int tid, long[] into) {
        int result = stoppedStep("getmask");
        into[0] = mask;
        return result;
    }

    @Override
    public int setSignalMask(int tid, long value) {
        int result = stoppedStep("setmask");
        mask = result == 0 ? value : mask;
        return result;
    }

    @Override
    public int restartableSequences(int tid, long[] into) {
        into[0] = 0;
        return stoppedStep("rseq");
    }

    @Override
    public int signalReason(int tid, long[] into) {
        into[0] = 1;
        return stoppedStep("siginfo");
    }

    /** The thread's memory: code with an unused end, and a stack. */
    RemoteMemory memory() {
        return new RemoteMemory() {
            @Override
            public void read(long address, ByteBuffer into) {
                if (step("read") < 0) {
                    throw new RemoteMemoryException("read", 1, address, 1, HostCalls.EIO);
                }
                into.put(memory, (int) address, into.remaining());
            }

            @Override
            public void write(long address, byte[] bytes) {
                if (step("write") < 0) {
                    throw new RemoteMemoryException("write", 1, address, 1, HostCalls.EIO);
                }
                System.arraycopy(bytes, 0, memory, (int) address, bytes.length);
            }
        };
    }
}
