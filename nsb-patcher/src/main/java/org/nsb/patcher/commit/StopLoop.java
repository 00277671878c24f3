// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import org.nsb.arch.Architecture;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.PatcherException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.commit.Findings.Kind;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadStatus;

/**
 * Attempts one after the other, until one succeeds, fails for good, or the policy says that it is
 * enough. Between attempts all threads run.
 */
final class StopLoop {
    /** How often in a row an attempt may be repeated at once because it has learnt something. */
    private static final int FREE_REPEATS = 8;

    private final TargetProcess target;
    private final Architecture architecture;
    private final Unwinders unwinders;
    private final RehearsedControl control;
    private final StopTask task;
    private final StopPolicy policy;
    private final SecondOpinion opinion;
    private MemoryMap map;
    private StopContext context;
    private StoppedAction action;
    private Attempt attempt;
    private int attempts;
    private long longestPause;
    private int ignoredThread;
    private int free = FREE_REPEATS;

    StopLoop(
            TargetProcess target,
            Architecture architecture,
            Unwinders unwinders,
            StopTask task,
            StopPolicy policy) {
        this.target = target;
        this.architecture = architecture;
        this.unwinders = unwinders;
        this.task = task;
        this.policy = policy;
        control = new RehearsedControl(target.threadControl());
        opinion = new SecondOpinion(control);
    }

    /** Runs attempts. */
    StopResult run() {
        try (opinion) {
            Backoff backoff = new Backoff(policy);
            prepare();
            new Rehearsal(control, architecture).play(task.rehearsal(), map);
            while (true) {
                ignoredThread = hasEnded(ignoredThread) ? ignoredThread : 0;
                Outcome outcome = attempt.run(ignoredThread);
                longestPause = Math.max(longestPause, attempt.pauseNanos());
                attempts += outcome == Outcome.TOO_MANY_THREADS ? 0 : 1;
                StopResult result = judge(outcome, backoff);
                if (result != null) {
                    return result;
                }
            }
        }
    }

    /** Allocates everything that an attempt needs, with room for threads to come. */
    private void prepare() {
        map = target.memoryMap();
        int capacity = 2 * target.threads().size() + 62;
        context =
                StopContext.create(control, architecture, task.code(), map, capacity, target.pid());
        action = task.action(context);
        attempt =
                new Attempt(
                        context,
                        task.check(context, architecture, opinion),
                        action,
                        policy.stopBudget().toNanos());
    }

    /** What comes of an attempt; null to try again. */
    private StopResult judge(Outcome outcome, Backoff backoff) {
        return switch (outcome) {
            case DONE -> new StopResult.Done(report());
            case GONE -> new StopResult.Gone();
            case TOO_MANY_THREADS -> {
                repeatPrepared();
                yield null;
            }
            case REFUSED -> {
                admit();
                yield null;
            }
            case BUSY -> busy(backoff);
            case CHANGED, FAILED, TORN -> {
                if (target.threads().stream().allMatch(this::hasEnded)) {
                    yield new StopResult.Gone();
                }
                throw failure(outcome, (CodeWriter) action);
            }
        };
    }

    private StopResult busy(Backoff backoff) {
        boolean learns = false;
        if (has(Kind.FOREIGN_STACK, Kind.MAY_RETURN, Kind.NOT_UNWOUND)) {
            learns =
                    opinion.prepare(unwinders, architecture, target.memoryMap(), context.threads());
        }
        if (learns && free > 0) {
            repeatPrepared(); // a stack may have been mapped since the last look
            return null;
        }
        if (!backoff.pause(context.threads())) {
            StopResult result =
                    new StopResult.Busy(
                            report(),
                            context.findings().describe(context.threads(), context.code(), target));
            Backoff.awaitRelease(context.threads());
            return result;
        }
        if (has(Kind.FOREIGN_STACK, Kind.UNREADABLE, Kind.NOT_UNWOUND)) {
            prepare();
        }
        return null;
    }

    private boolean has(Kind... kinds) {
        for (int i = 0; i < context.threads().count(); i++) {
            for (Kind kind : kinds) {
                if (context.findings().kind(i) == kind) {
                    return true;
                }
            }
        }
        return false;
    }

    private void repeatPrepared() {
        if (free-- <= 0) {
            throw new TargetFailureException(
                    target.pid(),
                    "process %d creates threads faster than they can be stopped"
                            .formatted(target.pid()));
        }
        prepare();
    }

    /** The kernel refuses a thread: perhaps because it has ended and waits for its siblings. */
    private void admit() {
        int tid = context.threads().refusedThread();
        ThreadStatus status = target.threadStatus(tid).orElse(null);
        if ((status == null || status.ended()) && free-- > 0) {
            ignoredThread = tid;
            return;
        }
        throw refusal(tid, status);
    }

    private boolean hasEnded(int tid) {
        return tid != 0 && target.threadStatus(tid).map(ThreadStatus::ended).orElse(true);
    }

    private PatcherException refusal(int tid, ThreadStatus status) {
        int pid = target.pid();
        if (status != null && status.tracer() != 0) {
            return new NotPermittedException(
                    pid,
                    "thread %d of process %d is traced by %s (%d); end that and try again"
                            .formatted(tid, pid, status.tracerName(), status.tracer()));
        }
        return new NotPermittedException(
                pid,
                "the kernel does not let nsb attach to thread %d of process %d (errno %d)"
                        .formatted(tid, pid, context.threads().refusedErrno()));
    }

    private PatcherException failure(Outcome outcome, CodeWriter writer) {
        int pid = target.pid();
        String place = "0x" + Long.toHexString(writer.failedAt()) + " of process " + pid;
        return switch (outcome) {
            case CHANGED ->
                    new NotApplicableException(
                            pid,
                            "the code at %s is not what it was when the change was planned: somebody else (a debugger, a uprobe, another patcher) writes there"
                                    .formatted(place));
            case TORN ->
                    new TargetFailureException(
                            pid,
                            "writing at %s failed (errno %d), and the old bytes could not be restored everywhere: restart the process"
                                    .formatted(place, writer.errno()));
            default ->
                    new TargetFailureException(
                            pid,
                            "cannot read or write the code at %s (errno %d); everything is as it was"
                                    .formatted(place, writer.errno()));
        };
    }

    private CommitReport report() {
        return new CommitReport(
                attempts, attempt.stopped(), attempt.pauseNanos() / 1000, longestPause / 1000);
    }
}
