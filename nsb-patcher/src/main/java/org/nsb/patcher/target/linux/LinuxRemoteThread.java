// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.nsb.arch.Registers;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SystemCall;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.PatcherException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.RemoteCallException;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.ThreadControl;

/**
 * A thread that makes calls for nsb. The order of the steps is what makes it safe to kill nsb
 * between any two of them:
 *
 * <ol>
 *   <li>write the stub; stop the thread, read its state ({@link ThreadBorrower}, {@link
 *       StoppedThread})
 *   <li>write the signal frame with that state: the thread knows of neither
 *   <li>set the registers: whatever happens now, the thread makes the call, goes on into {@code
 *       rt_sigreturn} and finds its state in the frame
 *   <li>only then block all signals: the frame gives the mask back
 *   <li>run to the entry of the system call, to its exit; read the result; further calls repeat 3
 *       and 5
 *   <li>restore first the mask, then the registers, then detach. Never PTRACE_CONT: only a detached
 *       thread passes through the kernel's code that restarts an interrupted system call
 * </ol>
 */
final class LinuxRemoteThread implements RemoteThread {
    private static final long ALL_SIGNALS = -1;

    /** SIGILL, SIGTRAP, SIGBUS, SIGFPE, SIGSEGV, SIGSYS: what a fault of the code itself causes. */
    private static final Set<Integer> FAULTS = Set.of(4, 5, 7, 8, 11, 31);

    private static final int SIGSTOP = 19;

    private final BorrowContext context;
    private final Registers registers;
    private final StoppedThread state;
    private final StubSite site;
    private final SignalFrame frame;
    private final PutArea putArea;
    private final boolean filtered;
    private final long stoppedSince;
    private final Duration patience;

    /** Whether the thread is on its way from a call into the signal frame. */
    private boolean away;

    private long currentMask;
    private boolean running;
    private boolean gone;
    private boolean closed;
    private int lateSignal;

    /** 0 as long as it stands still. */
    private long releasedAt;

    /**
     * Takes over a stopped thread. Nothing has been changed in it yet; the first call does.
     *
     * @param frame not yet written
     * @param filtered whether seccomp filters its system calls; then SUSPEND_SECCOMP is in effect
     * @param stoppedSince when it was told to stop, {@link System#nanoTime}
     * @param patience how long a call may take
     */
    LinuxRemoteThread(
            BorrowContext context,
            StoppedThread state,
            StubSite site,
            SignalFrame frame,
            PutArea putArea,
            boolean filtered,
            long stoppedSince,
            Duration patience) {
        this.context = context;
        this.registers = context.architecture().registers();
        this.state = state;
        this.currentMask = state.signalMask();
        this.site = site;
        this.frame = frame;
        this.putArea = putArea;
        this.filtered = filtered;
        this.stoppedSince = stoppedSince;
        this.patience = patience;
    }

    @Override
    public int tid() {
        return state.tid();
    }

    @Override
    public long stoppedMicros() {
        long end = releasedAt == 0 ? System.nanoTime() : releasedAt;
        return (end - stoppedSince) / 1000;
    }

    @Override
    public long put(byte[] bytes) {
        long address = putArea.reserve(bytes.length);
        context.memory().write(address, bytes);
        return address;
    }

    @Override
    public long call(SystemCall call) {
        byte[] entrance =
                registers.forCall(
                        state.registers(),
                        filtered ? signalReturn() : call,
                        site.systemCallEntrance(),
                        frame.systemCallStack());
        send(entrance, ALL_SIGNALS);
        resumeTo(site.afterSystemCall(), call.name());
        if (filtered) {
            exchangeCall(call);
        }
        byte[] after = resumeTo(site.afterSystemCall(), call.name());
        long result = StoppedThread.word(after, registers.result());
        if (context.architecture().systemCalls().failed(result)) {
            int errno = context.architecture().systemCalls().errno(result);
            throw new RemoteCallException(
                    context.pid(), call.name(), errno, LinuxException.describe(errno));
        }
        return result;
    }

    /**
     * A filter could kill the thread if nsb died before the call: its filter is only suspended as
     * long as there is a tracer. So the thread is sent towards a call that every filter allows, and
     * the call is exchanged at its entry.
     */
    private SystemCall signalReturn() {
        return new SystemCall("rt_sigreturn", site.stub().signalReturnNumber(), List.of());
    }

    private void exchangeCall(SystemCall call) {
        byte[] entry = readRegisters();
        ByteBuffer words = StoppedThread.words(entry);
        words.putLong(registers.systemCallNumber(), call.number());
        for (int i = 0; i < call.arguments().size(); i++) {
            words.putLong(registers.systemCallArguments().get(i), call.arguments().get(i));
        }
        check(context.ptrace().setRegisters(tid(), entry), "PTRACE_SETREGS");
    }

    /**
     * {@inheritDoc}
     *
     * <p>Signals that a fault of the function causes are not blocked: the kernel would take away
     * the target's handlers for them. They are caught here and never reach the target.
     */
    @Override
    public long callFunction(long address) {
        String name = "function at 0x" + Long.toHexString(address);
        send(
                registers.forFunction(state.registers(), address, frame.functionStack()),
                ALL_SIGNALS & ~faultMask());
        byte[] entry = resumeTo(site.afterSignalReturn(), name);
        long result = StoppedThread.word(entry, site.stub().functionResult());
        resume(0);
        await(name); // rt_sigreturn has been performed: the thread has its own state back
        away = false;
        currentMask = state.signalMask();
        return result;
    }

    private static long faultMask() {
        return FAULTS.stream().mapToLong(signal -> 1L << (signal - 1)).reduce(0, (a, b) -> a | b);
    }

    /** Steps 2 to 4. */
    private void send(byte[] entrance, long mask) {
        if (gone) {
            throw context.failures().ended();
        }
        if (running || closed) {
            throw new IllegalStateException("thread " + tid() + " is not at nsb's disposal");
        }
        if (!away) {
            context.memory().write(frame.address(), frame.bytes());
        }
        check(context.ptrace().setRegisters(tid(), entrance), "PTRACE_SETREGS");
        away = true;
        if (mask != currentMask) {
            check(context.ptrace().setSignalMask(tid(), mask), "PTRACE_SETSIGMASK");
            currentMask = mask;
        }
    }

    /** Runs to the next system call that is ours; calls of a function itself pass. */
    private byte[] resumeTo(long programCounter, String name) {
        while (true) {
            resume(0);
            await(name);
            byte[] now = readRegisters();
            if (StoppedThread.word(now, registers.programCounter()) == programCounter) {
                return now;
            }
        }
    }

    private void resume(int signal) {
        check(context.ptrace().resume(tid(), signal), "PTRACE_SYSCALL");
        running = true;
    }

    /** Waits for an entry or exit of a system call, and deals with everything else on the way. */
    private void await(String name) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            int status = awaitStop(deadline, name);
            if (WaitStatus.atSystemCall(status)) {
                return;
            }
            int signal = WaitStatus.signalToDeliver(status);
            if (FAULTS.contains(signal) && isFault()) {
                restore();
                throw new RemoteCallException(
                        context.pid(), name, 0, "it caused signal %d".formatted(signal));
            }
            resume(passOn(signal));
        }
    }

    /** SIGSTOP cannot be blocked and takes effect at once; others wait until the thread is free. */
    private int passOn(int signal) {
        if (signal == 0 || signal == SIGSTOP) {
            return signal;
        }
        lateSignal = signal;
        return 0;
    }

    private boolean isFault() {
        long[] reason = new long[1];
        check(context.ptrace().signalReason(tid(), reason), "PTRACE_GETSIGINFO");
        return reason[0] > 0; // sent by the kernel, not by kill
    }

    private int awaitStop(long deadline, String name) {
        int status = context.ptrace().await(tid(), deadline);
        if (status == ThreadControl.NOT_YET) {
            interrupt(name);
            restore();
            throw new RemoteCallException(
                    context.pid(), name, 0, "it did not come back within " + patience);
        }
        if (status < 0 || WaitStatus.ended(status)) {
            gone = true;
            throw context.failures().ended();
        }
        running = false;
        return status;
    }

    private void interrupt(String name) {
        check(context.ptrace().interrupt(tid()), "PTRACE_INTERRUPT");
        int status = context.ptrace().await(tid(), System.nanoTime() + patience.toNanos());
        if (status == ThreadControl.NOT_YET) {
            throw new TargetFailureException(
                    context.pid(),
                    "thread %d of process %d does not stop in %s; it goes on by itself when nsb ends"
                            .formatted(tid(), context.pid(), name));
        }
        if (status < 0 || WaitStatus.ended(status)) {
            gone = true;
            throw context.failures().ended();
        }
        running = false;
        passOn(WaitStatus.signalToDeliver(status));
    }

    private byte[] readRegisters() {
        byte[] now = new byte[registers.size()];
        check(context.ptrace().registers(tid(), now), "PTRACE_GETREGS");
        return now;
    }

    /** Step 6 without the end: the thread is as it was found, but still ours. */
    private void restore() {
        if (currentMask != state.signalMask()) {
            check(context.ptrace().setSignalMask(tid(), state.signalMask()), "PTRACE_SETSIGMASK");
            currentMask = state.signalMask();
        }
        check(context.ptrace().setRegisters(tid(), state.registers()), "PTRACE_SETREGS");
        away = false;
    }

    private void check(int result, String call) {
        if (result == -HostCalls.ESRCH) {
            gone = true;
        }
        if (result < 0) {
            throw context.failures().ofThread(tid(), -result, call);
        }
    }

    /**
     * {@inheritDoc}
     *
     * <p>If the thread cannot be given back its registers, it is not let go and the stub stays: it
     * needs both to find its way back by the signal frame when nsb ends.
     */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (gone) {
            removeStub();
            return;
        }
        if (running) {
            interrupt("close");
        }
        try {
            restore();
            check(context.ptrace().detach(tid(), lateSignal), "PTRACE_DETACH");
            releasedAt = System.nanoTime();
        } catch (PatcherException e) {
            if (!gone) {
                throw e;
            }
            removeStub();
            return;
        }
        removeStub();
    }

    /** Also if the thread was killed: its process perhaps not, and it must not keep our code. */
    private void removeStub() {
        try {
            site.remove();
        } catch (NoSuchProcessException e) {
            return; // the memory has gone with the process
        }
    }
}
