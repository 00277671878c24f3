// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import org.nsb.arch.Architecture;
import org.nsb.patcher.BusyException;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.commit.CodeChange.QuiescentRange;
import org.nsb.patcher.target.TargetProcess;

/**
 * The short moment in which the target stands still: stops all threads, proves that none is in the
 * way, acts, lets all go. If threads are in the way it lets all go, waits a little and tries again.
 *
 * <p>To be called from the thread that opened the target.
 */
public final class Committer {
    private final Unwinders unwinders;

    public Committer(Unwinders unwinders) {
        this.unwinders = unwinders;
    }

    /**
     * Writes code. When this returns, all of it has been written and read back; when it throws,
     * nothing has been changed.
     *
     * @throws BusyException if threads were in the way up to the last attempt
     * @throws NoSuchProcessException if the process has ended
     * @throws org.nsb.patcher.NotApplicableException if the code is not what the change expects
     * @throws org.nsb.patcher.NotPermittedException if a thread is traced by somebody else
     * @throws org.nsb.patcher.TargetFailureException if reading or writing fails
     */
    public CommitReport commit(
            TargetProcess target, Architecture architecture, CodeChange change, StopPolicy policy) {
        StopTask task = new StopTask.Commit(change);
        StopResult result = new StopLoop(target, architecture, unwinders, task, policy).run();
        if (result instanceof StopResult.Done done) {
            return done.report();
        }
        if (result instanceof StopResult.Busy busy) {
            throw new BusyException(target.pid(), busy.report().attempts(), busy.threads());
        }
        throw new NoSuchProcessException(
                target.pid(), "process %d has ended meanwhile".formatted(target.pid()));
    }

    /**
     * Stops the target as for a commit and looks whether it could be done, but writes nothing.
     *
     * @throws org.nsb.patcher.NotPermittedException if a thread is traced by somebody else
     */
    public StopResult probe(
            TargetProcess target, Architecture architecture, CodeChange change, StopPolicy policy) {
        StopTask task = new StopTask.Probe(change);
        return new StopLoop(target, architecture, unwinders, task, policy).run();
    }

    /**
     * Proves that nothing in the threads refers to a range of addresses (no register, no word on a
     * thread's own stack, from its start to its end inclusively) and asks a question while that is
     * so.
     *
     * <p>The question has to search the rest of the memory, including stacks that belong to no
     * thread or that a thread has left for an alternate one.
     *
     * @return {@link StopResult.Done} if all that holds; {@link StopResult.Busy} if it never did
     * @throws org.nsb.patcher.NotPermittedException if a thread is traced by somebody else
     */
    public StopResult whileStopped(
            TargetProcess target,
            Architecture architecture,
            QuiescentRange range,
            StopPolicy policy,
            StoppedQuestion question) {
        StopTask task = new StopTask.Proof(range, question);
        return new StopLoop(target, architecture, unwinders, task, policy).run();
    }
}
