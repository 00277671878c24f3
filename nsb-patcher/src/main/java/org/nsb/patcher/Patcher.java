// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.arch.UnsupportedArchitectureException;
import org.nsb.elf.ElfClass;
import org.nsb.elf.ElfFormatException;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.RevertResult.Removal;
import org.nsb.patcher.commit.CodeChange;
import org.nsb.patcher.commit.CommitReport;
import org.nsb.patcher.commit.Committer;
import org.nsb.patcher.commit.StopPolicy;
import org.nsb.patcher.commit.StopResult;
import org.nsb.patcher.plan.PatchImage;
import org.nsb.patcher.plan.PatchPlan;
import org.nsb.patcher.plan.Planner;
import org.nsb.patcher.plan.ProcessInspector;
import org.nsb.patcher.plan.ProcessView;
import org.nsb.patcher.plan.RevertPlanner;
import org.nsb.patcher.stage.PlaceTakenException;
import org.nsb.patcher.stage.StagedPatch;
import org.nsb.patcher.stage.Stager;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.state.InstalledPatches;
import org.nsb.patcher.state.JumpLayers;
import org.nsb.patcher.state.PatchScanner;
import org.nsb.patcher.state.StateWriter;
import org.nsb.patcher.target.ProcessLocks;
import org.nsb.patcher.target.RemoteCallException;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.Vzpatch;

/**
 * Applies patches to running processes, reverts, lists and checks them.
 *
 * <p>All methods throw {@link PatcherException}s for what can go wrong with a process. Not
 * thread-safe.
 */
public final class Patcher {
    /** The program may map something at the planned address; then a new plan is made. */
    private static final int PLANS = 3;

    private final ProcessAccess access;
    private final ProcessLocks locks;
    private final Architectures architectures;
    private final Committer committer;
    private final Clock clock;

    public Patcher(
            ProcessAccess access,
            ProcessLocks locks,
            Architectures architectures,
            Committer committer,
            Clock clock) {
        this.access = access;
        this.locks = locks;
        this.architectures = architectures;
        this.committer = committer;
        this.clock = clock;
    }

    /**
     * Applies a patch.
     *
     * @throws BusyException if threads were in the way up to the end
     * @throws NotApplicableException if the patch does not fit
     * @throws WrongStateException if it is applied already
     */
    public ApplyResult apply(int pid, PatchFile file, ApplyOptions options) {
        PatchImage patch = PatchImage.of(file);
        Architecture architecture = architecture(pid, file.vzpatch());
        return options.dryRun()
                ? opened(pid, target -> planOnly(target, patch, architecture, options))
                : locked(pid, target -> apply(target, patch, architecture, options));
    }

    private ApplyResult planOnly(
            TargetProcess target,
            PatchImage patch,
            Architecture architecture,
            ApplyOptions options) {
        PatchPlan plan = plan(target, patch, architecture, options);
        return new ApplyResult(plan, Optional.empty(), 0, Optional.empty(), plan.warnings());
    }

    private ApplyResult apply(
            TargetProcess target,
            PatchImage patch,
            Architecture architecture,
            ApplyOptions options) {
        List<String> warnings = remover(target, architecture, options.policy()).sweep();
        for (int left = PLANS; ; left--) {
            PatchPlan plan = plan(target, patch, architecture, options);
            try (StagedPatch staged = stage(target, plan, options.policy())) {
                CommitReport report = commit(target, plan, staged, options.policy());
                AppliedPatch applied = confirm(target, plan, staged);
                return new ApplyResult(
                        plan,
                        Optional.of(applied),
                        staged.stoppedMicros(),
                        Optional.of(report),
                        warnings);
            } catch (PlaceTakenException e) {
                giveUpIfLast(target.pid(), left, e);
            }
        }
    }

    /** Opens a process while no other nsb works on it. */
    private <T> T locked(int pid, Function<TargetProcess, T> work) {
        ProcessLocks.Lock lock = locks.acquire(pid);
        try (lock) {
            return opened(pid, work);
        }
    }

    /** Opens a process; what cannot be read or understood in it is the target's failure. */
    private <T> T opened(int pid, Function<TargetProcess, T> work) {
        try (TargetProcess target = access.open(pid)) {
            return work.apply(target);
        } catch (RemoteMemoryException | RemoteCallException | ElfFormatException e) {
            throw new TargetFailureException(
                    pid, "process %d: %s".formatted(pid, e.getMessage()), e);
        }
    }

    private PatchPlan plan(
            TargetProcess target,
            PatchImage patch,
            Architecture architecture,
            ApplyOptions options) {
        ProcessView view = new ProcessInspector().inspect(target);
        return new Planner(view, patch, architecture, architectures)
                .plan(options.allowActive(), clock.instant());
    }

    private CommitReport commit(
            TargetProcess target, PatchPlan plan, StagedPatch staged, StopPolicy policy) {
        alone(target, policy);
        staged.phase(Phase.COMMITTING);
        CommitReport report = committer.commit(target, plan.architecture(), plan.change(), policy);
        staged.keep();
        return report;
    }

    private static StagedPatch stage(TargetProcess target, PatchPlan plan, StopPolicy policy) {
        return new Patience(policy).whileBusy(() -> new Stager(target).stage(plan));
    }

    /** Waits until nobody but the target's own threads runs in its memory. */
    private static void alone(TargetProcess target, StopPolicy policy) {
        new Patience(policy)
                .whileBusy(
                        () -> {
                            new MemorySharers(target).refuse();
                            return target;
                        });
    }

    /** Reads back; only this says "applied". */
    private AppliedPatch confirm(TargetProcess target, PatchPlan plan, StagedPatch staged) {
        new Confirmation(target).written(plan.change());
        staged.phase(Phase.APPLIED);
        ProcessPatches now = patches(target);
        return now.patches().stream()
                .filter(p -> p.address().value() == plan.image().address())
                .filter(p -> p.phase() == Phase.APPLIED)
                .findFirst()
                .orElseThrow(
                        () ->
                                new TargetFailureException(
                                        target.pid(),
                                        "the patch is in effect in process %d, but its record cannot be read back"
                                                .formatted(target.pid())));
    }

    private static void giveUpIfLast(int pid, int left, PlaceTakenException e) {
        if (left == 1) {
            throw new TargetFailureException(
                    pid, e.getMessage() + ", again and again; try later", e);
        }
    }

    /**
     * Takes a patch out of effect. Patches that were applied later stay in effect.
     *
     * @throws BusyException if threads were in the way up to the end
     * @throws NotApplicableException if somebody else changed the code meanwhile
     * @throws WrongStateException if no patch in the process, or more than one, is meant
     */
    public RevertResult revert(int pid, PatchSelector selector, ApplyOptions options) {
        return locked(pid, target -> revert(target, selector, options));
    }

    private RevertResult revert(
            TargetProcess target, PatchSelector selector, ApplyOptions options) {
        ProcessView view = new ProcessInspector().inspect(target);
        InstalledPatch patch = RevertPlanner.select(view, selector);
        Architecture architecture = architecture(target.pid(), patch.vzpatch());
        CodeChange change =
                new RevertPlanner(view, architecture).plan(patch, options.allowActive());
        AppliedPatch before = AppliedPatches.describe(patch, view.layers());
        if (options.dryRun()) {
            return new RevertResult(
                    before,
                    change,
                    CommitReport.NONE,
                    new Removal.DryRun(),
                    view.installed().warnings());
        }
        CommitReport report = takeOut(target, architecture, patch, change, options.policy());
        Removal removal = remover(target, architecture, options.policy()).removeAndSweep(patch);
        return new RevertResult(before, change, report, removal, view.installed().warnings());
    }

    private CommitReport takeOut(
            TargetProcess target,
            Architecture architecture,
            InstalledPatch patch,
            CodeChange change,
            StopPolicy policy) {
        alone(target, policy);
        StateWriter state = new StateWriter(target.memory());
        long control = patch.record().imageAddress();
        state.phase(control, Phase.REVERTING);
        CommitReport report;
        try {
            report =
                    change.writes().isEmpty()
                            ? CommitReport.NONE
                            : committer.commit(target, architecture, change, policy);
        } catch (PatcherException e) {
            restore(state, control, patch.phase(), e);
            throw e;
        }
        new Confirmation(target).written(change);
        state.phase(control, Phase.REVERTED);
        return report;
    }

    private static void restore(
            StateWriter state, long control, Phase phase, RuntimeException failure) {
        try {
            state.phase(control, phase);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** The patches of one process, without stopping it. */
    public ProcessPatches list(int pid) {
        return opened(pid, Patcher::patches);
    }

    /** The patches of all processes, without stopping any. */
    public PatchListing listAll() {
        List<ProcessPatches> found = new ArrayList<>();
        int skipped = 0;
        for (int pid : access.processes()) {
            try {
                ProcessPatches patches = list(pid);
                if (!patches.patches().isEmpty() || !patches.warnings().isEmpty()) {
                    found.add(patches);
                }
            } catch (NotPermittedException e) {
                skipped++;
            } catch (NoSuchProcessException e) {
                continue; // it has ended meanwhile
            } catch (PatcherException e) {
                found.add(new ProcessPatches(pid, "", List.of(), List.of(e.getMessage())));
            }
        }
        return new PatchListing(found, skipped);
    }

    private static ProcessPatches patches(TargetProcess target) {
        InstalledPatches installed =
                new PatchScanner(target.pid(), target.memory()).scan(target.memoryMap());
        JumpLayers layers = JumpLayers.read(target.memory(), installed.patches());
        return new ProcessPatches(
                target.pid(),
                target.command(),
                AppliedPatches.describe(installed, layers),
                installed.warnings());
    }

    /**
     * Whether a patch is applied, or could be.
     *
     * @param probe stops the process once as for applying, without writing anything, if present;
     *     else it is never stopped
     */
    public CheckResult check(int pid, PatchFile file, Optional<StopPolicy> probe) {
        PatchImage patch = PatchImage.of(file);
        try {
            Architecture architecture = architecture(pid, file.vzpatch());
            return opened(pid, target -> check(target, patch, architecture, probe));
        } catch (NotApplicableException | WrongStateException e) {
            return new CheckResult.NotApplicable(e.getMessage());
        }
    }

    private CheckResult check(
            TargetProcess target,
            PatchImage patch,
            Architecture architecture,
            Optional<StopPolicy> probe) {
        ProcessView view = new ProcessInspector().inspect(target);
        Optional<InstalledPatch> applied =
                view.installed().of(patch.vzpatch().patch().buildId()).stream()
                        .filter(p -> p.phase() == Phase.APPLIED && view.layers().has(p))
                        .findFirst();
        if (applied.isPresent()) {
            return new CheckResult.Applied(AppliedPatches.describe(applied.get(), view.layers()));
        }
        PatchPlan plan =
                new Planner(view, patch, architecture, architectures)
                        .plan(Set.of(), clock.instant());
        return probe.isPresent() ? probe(target, plan, probe.get()) : applicable(plan);
    }

    private CheckResult probe(TargetProcess target, PatchPlan plan, StopPolicy policy) {
        StopResult result = committer.probe(target, plan.architecture(), plan.change(), policy);
        if (result instanceof StopResult.Busy busy) {
            return new CheckResult.Busy(busy.threads());
        }
        if (result instanceof StopResult.Gone) {
            throw new NoSuchProcessException(
                    target.pid(), "process %d has ended meanwhile".formatted(target.pid()));
        }
        return applicable(plan);
    }

    private static CheckResult applicable(PatchPlan plan) {
        return new CheckResult.Applicable(
                plan.vzpatch().functions().stream().map(f -> f.name()).toList());
    }

    private PatchRemover remover(
            TargetProcess target, Architecture architecture, StopPolicy policy) {
        return new PatchRemover(target, architecture, committer, policy);
    }

    private Architecture architecture(int pid, Vzpatch vzpatch) {
        Vzpatch.ElfArchitecture wanted = vzpatch.patch().architecture();
        ElfClass elfClass =
                wanted.bits() == ElfClass.ELF64.bits() ? ElfClass.ELF64 : ElfClass.ELF32;
        try {
            return architectures.forElf(elfClass, wanted.machine());
        } catch (UnsupportedArchitectureException e) {
            throw new NotApplicableException(
                    pid,
                    "patch %s is for %s: %s"
                            .formatted(vzpatch.label().name(), wanted.name(), e.getMessage()));
        }
    }
}
