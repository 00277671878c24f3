// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.patcher.BusyException;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.ThreadControl;
import org.nsb.patcher.target.linux.StoppedThread.Unsuitable;

/**
 * Chooses and stops the thread that makes calls for nsb: at first only such threads as a stop does
 * not disturb at all, then any that can do it. The stub, of which no thread of the target knows, is
 * in its place before.
 */
final class ThreadBorrower {
    private static final Duration STOP = Duration.ofMillis(200);
    private static final Duration CALL = Duration.ofSeconds(5);

    /** How often a signal may come first. */
    private static final int MOST_SIGNALS = 100;

    /** Stack that a function called by nsb may need, and the kernel for a signal. */
    private static final int STACK_FOR_FUNCTIONS = 4096;

    private static final int SEIZE_RETRIES = 3;
    private static final long RETRY_NANOS = 1_000_000;

    private static final String MAIN_STACK = "[stack]";

    private final BorrowContext context;
    private final TaskFiles tasks;
    private final LateThreads late;
    private MemoryMap map;
    private StubSite site;

    /** Whether a thread may be had yet, if one waits. */
    private boolean someLate;

    /** When the thread was told to stop, {@link System#nanoTime}. */
    private long stoppedSince;

    ThreadBorrower(BorrowContext context, TaskFiles tasks, LateThreads late) {
        this.context = context;
        this.tasks = tasks;
        this.late = late;
    }

    /**
     * @throws org.nsb.patcher.PatcherException if no thread can be had
     */
    LinuxRemoteThread borrow() {
        map = tasks.memoryMap();
        site =
                StubSite.place(
                        context.memory(),
                        context.pid(),
                        map,
                        context.architecture().systemCalls().stub());
        try {
            return borrowOneOf(Candidate.of(tasks, context.architecture().systemCalls()));
        } catch (RuntimeException e) {
            undo(site, e);
            throw e;
        }
    }

    private LinuxRemoteThread borrowOneOf(List<Candidate> candidates) {
        List<BusyThread> refusals = new ArrayList<>();
        Optional<LinuxRemoteThread> thread =
                first(candidates, Interruption.RESTARTABLE, new ArrayList<>())
                        .or(() -> first(candidates, Interruption.ENDED, refusals));
        return thread.orElseThrow(() -> noneOf(candidates, refusals));
    }

    private RuntimeException noneOf(List<Candidate> candidates, List<BusyThread> refusals) {
        if (refusals.isEmpty()) {
            return context.failures().ended();
        }
        if (someLate || candidates.stream().noneMatch(Candidate::canStop)) {
            return new BusyException(context.pid(), 1, refusals);
        }
        BusyThread last = refusals.get(refusals.size() - 1);
        return new TargetFailureException(
                context.pid(),
                "no thread of process %d can make system calls for nsb; thread %d (%s): %s"
                        .formatted(context.pid(), last.tid(), last.name(), last.reason()));
    }

    private Optional<LinuxRemoteThread> first(
            List<Candidate> candidates, Interruption worst, List<BusyThread> refusals) {
        for (Candidate candidate : candidates) {
            if (candidate.expected().compareTo(worst) > 0) {
                continue;
            }
            try {
                Optional<LinuxRemoteThread> thread = tryOne(candidate, worst);
                if (thread.isPresent()) {
                    return thread;
                }
            } catch (Unsuitable e) {
                refusals.add(
                        new BusyThread(candidate.tid(), candidate.status().name(), e.getMessage()));
            }
        }
        return Optional.empty();
    }

    /**
     * @return empty if it has ended
     * @throws Unsuitable if another one must be found
     */
    private Optional<LinuxRemoteThread> tryOne(Candidate candidate, Interruption worst) {
        if (!candidate.canStop()) {
            throw new Unsuitable(
                    "it cannot be interrupted (state %c, %s)"
                            .formatted(candidate.status().state(), candidate.status().stateText()));
        }
        if (candidate.status().shadowStack()) {
            throw new Unsuitable("the kernel checks its return addresses (shadow stack)");
        }
        if (!stop(candidate.tid())) {
            return Optional.empty();
        }
        try {
            return Optional.of(take(candidate, worst));
        } catch (RuntimeException e) {
            context.ptrace().detach(candidate.tid(), 0);
            throw e;
        }
    }

    /** Stops a thread; false if it has ended. */
    private boolean stop(int tid) {
        long deadline = System.nanoTime() + STOP.toNanos();
        for (int i = 0; i < MOST_SIGNALS; i++) {
            int seized = seize(tid);
            if (seized == -HostCalls.ESRCH || (seized < 0 && hasEnded(tid))) {
                return false;
            }
            if (seized < 0 && late.holds(tid)) {
                someLate = true;
                throw new Unsuitable("it still has not stopped when asked to");
            }
            if (seized < 0) {
                throw context.failures().ofThread(tid, -seized, "PTRACE_SEIZE");
            }
            stoppedSince = System.nanoTime();
            context.ptrace().interrupt(tid); // fails only if it has ended; await tells
            int status = context.ptrace().await(tid, deadline);
            if (status == ThreadControl.NOT_YET) {
                late.add(tid);
                someLate = true;
                throw new Unsuitable("it does not stop within " + STOP);
            }
            if (status < 0 || WaitStatus.ended(status)) {
                return false;
            }
            if (WaitStatus.atInterruption(status)) {
                return true;
            }
            context.ptrace().detach(tid, WaitStatus.signalToDeliver(status));
        }
        throw new Unsuitable("it receives signals without end");
    }

    /** The kernel refuses threads that are ending as it does those of another tracer. */
    private boolean hasEnded(int tid) {
        return tasks.status(tid).map(TaskStatus::ended).orElse(true);
    }

    /** Another nsb that has just been killed is the tracer until the kernel has removed it. */
    private int seize(int tid) {
        int seized = context.ptrace().seize(tid, PtraceCalls.TRACE_SYSTEM_CALLS_GOOD);
        for (int i = 0; i < SEIZE_RETRIES && seized == -HostCalls.EPERM; i++) {
            LockSupport.parkNanos(RETRY_NANOS);
            seized = context.ptrace().seize(tid, PtraceCalls.TRACE_SYSTEM_CALLS_GOOD);
        }
        return seized;
    }

    /** The thread stands still: whether it is good enough, and all that the first call needs. */
    private LinuxRemoteThread take(Candidate candidate, Interruption worst) {
        StoppedThread state = StoppedThread.read(context, candidate.tid());
        if (state.interruption().compareTo(worst) > 0) {
            throw new Unsuitable("a stop would disturb it");
        }
        long stackPointer = state.stackPointer(context);
        Mapping stack = ownStack(state);
        SignalFrame frame = frame(state, stackPointer, stack);
        if (candidate.filtered()) {
            suspendFilter(candidate);
        }
        int redZone = context.architecture().registers().redZone();
        PutArea area = new PutArea(stackPointer - redZone - PutArea.SIZE);
        return new LinuxRemoteThread(
                context, state, site, frame, area, candidate.filtered(), stoppedSince, CALL);
    }

    private static void undo(StubSite site, RuntimeException reason) {
        try {
            site.remove();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }

    /**
     * The thread's own stack: that of the process, or the mapping that holds its thread-local data
     * above the stack pointer. On any other, a signal stack or a coroutine's, nobody knows where
     * the free room ends.
     */
    private Mapping ownStack(StoppedThread state) {
        long stackPointer = state.stackPointer(context);
        long threadPointer = state.threadPointer(context);
        return map.at(stackPointer - 1)
                .filter(m -> m.readable() && m.writable() && m.isPrivate())
                .filter(
                        m ->
                                m.name().equals(MAIN_STACK)
                                        || (m.contains(threadPointer)
                                                && Long.compareUnsigned(threadPointer, stackPointer)
                                                        > 0))
                .orElseThrow(() -> new Unsuitable("it is not on its own stack"));
    }

    /** The kernel lets the main thread's stack grow; every other one ends where it ends. */
    private SignalFrame frame(StoppedThread state, long stackPointer, Mapping stack) {
        SignalFrame frame =
                context.architecture()
                        .signalFrames()
                        .build(
                                state.unattended(context),
                                stackPointer - PutArea.SIZE,
                                site.address());
        long lowest = frame.address() - STACK_FOR_FUNCTIONS;
        if (Long.compareUnsigned(lowest, stack.start()) < 0 && !stack.name().equals(MAIN_STACK)) {
            throw new Unsuitable("it has too little free stack");
        }
        return frame;
    }

    private void suspendFilter(Candidate candidate) {
        int result =
                context.ptrace()
                        .setOptions(
                                candidate.tid(),
                                PtraceCalls.TRACE_SYSTEM_CALLS_GOOD | PtraceCalls.SUSPEND_SECCOMP);
        if (result < 0) {
            throw new NotPermittedException(
                    context.pid(),
                    ("process %d filters its system calls (seccomp), and nsb may not suspend that"
                                    + " (%s); run nsb as root with CAP_SYS_ADMIN, outside of"
                                    + " containers and of seccomp filters")
                            .formatted(context.pid(), LinuxException.describe(-result)));
        }
    }
}
