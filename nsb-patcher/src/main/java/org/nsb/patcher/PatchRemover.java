// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nsb.arch.Architecture;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.RevertResult.Removal;
import org.nsb.patcher.commit.CodeChange.QuiescentRange;
import org.nsb.patcher.commit.CommitReport;
import org.nsb.patcher.commit.Committer;
import org.nsb.patcher.commit.StopPolicy;
import org.nsb.patcher.commit.StopResult;
import org.nsb.patcher.commit.StoppedQuestion;
import org.nsb.patcher.plan.ProcessInspector;
import org.nsb.patcher.plan.ProcessView;
import org.nsb.patcher.plan.RevertPlanner;
import org.nsb.patcher.stage.ImageRemover;
import org.nsb.patcher.stage.ReferenceSearch;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.state.InstalledPatches;
import org.nsb.patcher.state.JumpLayers;
import org.nsb.patcher.state.PatchScanner;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadControl;

/**
 * Gives back the memory of patches that are out of effect, where it is proven that nothing in the
 * process can lead into them any more.
 */
final class PatchRemover {
    private final TargetProcess target;
    private final Architecture architecture;
    private final Committer committer;
    private final StopPolicy policy;

    PatchRemover(
            TargetProcess target,
            Architecture architecture,
            Committer committer,
            StopPolicy policy) {
        this.target = target;
        this.architecture = architecture;
        this.committer = committer;
        this.policy = policy;
    }

    /** Unmaps a patch that has just been reverted if nothing refers to it, and older leftovers. */
    Removal removeAndSweep(InstalledPatch patch) {
        Removal removal = remove(patch);
        sweep(patch.record().imageAddress());
        return removal;
    }

    /**
     * Removes what earlier runs left behind, as far as that is safe.
     *
     * @return warnings about what could not be read
     */
    List<String> sweep() {
        return sweep(0);
    }

    private List<String> sweep(long except) {
        InstalledPatches installed =
                new PatchScanner(target.pid(), target.memory()).scan(target.memoryMap());
        JumpLayers layers = JumpLayers.read(target.memory(), installed.patches());
        for (InstalledPatch patch : installed.patches()) {
            boolean unused =
                    patch.phase() != Phase.APPLIED
                            && patch.record().imageAddress() != except
                            && !layers.has(patch);
            if (unused && neverRan(patch)) {
                new ImageRemover(target, architecture).unmap(patch);
            } else if (unused) {
                remove(patch);
            }
        }
        List<Integer> descriptors = target.descriptorsOf(PatchScanner.MAPPING_PREFIX);
        if (!descriptors.isEmpty()) {
            new ImageRemover(target, architecture).close(descriptors);
        }
        return new ArrayList<>(installed.warnings());
    }

    /** A patch that never got as far as being reverted, and has no jumps, was never executed. */
    private static boolean neverRan(InstalledPatch patch) {
        return patch.phase() == Phase.STAGED || patch.phase() == Phase.COMMITTING;
    }

    private Removal remove(InstalledPatch patch) {
        ReferenceSearch search =
                new ReferenceSearch(target, architecture, patch, mayHaveForeignStacks());
        Optional<String> reason = search.whileRunning();
        return reason.isPresent()
                ? kept(patch, reason.get(), CommitReport.NONE)
                : whileStopped(patch, search);
    }

    private static Removal kept(InstalledPatch patch, String reason, CommitReport search) {
        return new Removal.Kept(patch.record().imageSize(), reason, search);
    }

    private boolean mayHaveForeignStacks() {
        ProcessView view = new ProcessInspector().inspect(target);
        return new RevertPlanner(view, architecture).mayHaveForeignStacks();
    }

    /** Giving back memory is not worth many stops. */
    private StopPolicy brief() {
        return new StopPolicy(policy.timeout(), Math.min(policy.retries(), 2), policy.stopBudget());
    }

    private Removal whileStopped(InstalledPatch patch, ReferenceSearch search) {
        long start = patch.record().imageAddress();
        QuiescentRange range =
                new QuiescentRange(
                        start, start + patch.record().imageSize(), "patch " + patch.title());
        StopResult result =
                committer.whileStopped(
                        target, architecture, range, brief(), new Unused(search, false));
        if (result instanceof StopResult.Busy busy) {
            return kept(patch, busy.threads().get(0).reason(), busy.report());
        }
        if (result instanceof StopResult.Done done) {
            long unmapMicros = new ImageRemover(target, architecture).unmap(patch);
            return new Removal.Unmapped(done.report(), unmapMicros);
        }
        throw new NoSuchProcessException(
                target.pid(), "process %d has ended meanwhile".formatted(target.pid()));
    }

    /** Whether no memory points into the patch; in a rehearsal, a sample of it. */
    private record Unused(ReferenceSearch search, boolean sample) implements StoppedQuestion {
        @Override
        public boolean holds(ThreadControl control) {
            return sample ? search.holdsForSample(control) : search.holdsWhileStopped(control);
        }

        @Override
        public StoppedQuestion rehearsal() {
            return new Unused(search, true);
        }
    }
}
