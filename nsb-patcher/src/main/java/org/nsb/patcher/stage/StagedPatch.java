// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import java.util.Arrays;
import java.util.List;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.plan.ImagePlan;
import org.nsb.patcher.plan.ImageRegion;
import org.nsb.patcher.plan.PatchPlan;
import org.nsb.patcher.plan.PlannedJump;
import org.nsb.patcher.state.StateWriter;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.vzpatch.CodeRange;

/** A patch that is mapped in the target; it is taken out on {@link #close} unless it is kept. */
public final class StagedPatch implements AutoCloseable {
    private final TargetProcess target;
    private final PatchPlan plan;
    private final long stoppedMicros;
    private boolean kept;

    StagedPatch(TargetProcess target, PatchPlan plan, long stoppedMicros) {
        this.target = target;
        this.plan = plan;
        this.stoppedMicros = stoppedMicros;
    }

    /** How long one thread stood still for it, in microseconds. */
    public long stoppedMicros() {
        return stoppedMicros;
    }

    /** Notes down in the target how far the patch is. */
    public void phase(Phase phase) {
        new StateWriter(target.memory()).phase(plan.image().address(), phase);
    }

    /** From here on functions lead into the patch: it stays. */
    public void keep() {
        kept = true;
    }

    /**
     * Unmaps the patch unless it is {@linkplain #keep kept}, or a jump of it stands in the text for
     * whatever reason.
     *
     * @throws org.nsb.patcher.PatcherException if the target cannot be made to do it
     */
    @Override
    public void close() {
        if (!kept && plan.jumps().stream().noneMatch(this::stands)) {
            new ImageRemover(target, plan.architecture()).unmap(ranges(plan.image()));
        }
    }

    private boolean stands(PlannedJump jump) {
        try {
            byte[] now = target.memory().bytes(jump.address(), jump.jump().length);
            return Arrays.equals(now, jump.jump());
        } catch (RemoteMemoryException e) {
            return false; // the module is not mapped any more, so nothing leads into the patch
        }
    }

    private static List<CodeRange> ranges(ImagePlan image) {
        return image.regions().stream()
                .sorted((a, b) -> Long.compare(b.offset(), a.offset()))
                .map((ImageRegion r) -> new CodeRange(image.address() + r.offset(), r.length()))
                .toList();
    }
}
