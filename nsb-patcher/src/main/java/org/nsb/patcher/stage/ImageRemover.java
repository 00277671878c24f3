// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import java.util.List;
import org.nsb.arch.Architecture;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.RemoteCallException;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadLender;
import org.nsb.vzpatch.CodeRange;

/** Unmaps images. Whether nothing points into them any more is the caller's business. */
public final class ImageRemover {
    private final TargetProcess target;
    private final Architecture architecture;

    public ImageRemover(TargetProcess target, Architecture architecture) {
        this.target = target;
        this.architecture = architecture;
    }

    /**
     * Unmaps a patch: its own mappings only, whatever else may lie between them.
     *
     * @return how long one thread stood still for it, in microseconds
     * @throws org.nsb.patcher.PatcherException if the target cannot be made to do it
     */
    public long unmap(InstalledPatch patch) {
        return unmap(
                patch.mappings().stream()
                        .sorted((a, b) -> Long.compareUnsigned(b.start(), a.start()))
                        .map(ImageRemover::range)
                        .toList());
    }

    /**
     * Unmaps ranges in this order. The control region should come last: as long as it is there, an
     * interrupted removal can be continued.
     */
    long unmap(List<CodeRange> ranges) {
        BorrowRehearsal.play(target, nobody -> unmap(nobody, ranges));
        try {
            return unmap(target, ranges);
        } catch (RemoteCallException e) {
            throw new TargetFailureException(
                    target.pid(), "cannot unmap the patch: " + e.getMessage(), e);
        }
    }

    private long unmap(ThreadLender lender, List<CodeRange> ranges) {
        RemoteThread thread = lender.borrowThread(architecture);
        try (thread) {
            for (CodeRange range : ranges) {
                thread.call(architecture.systemCalls().munmap(range.address(), range.size()));
            }
        }
        return thread.stoppedMicros();
    }

    /**
     * Closes memory files that interrupted runs left open.
     *
     * @param descriptors numbers in the target
     */
    public void close(List<Integer> descriptors) {
        try (RemoteThread thread = target.borrowThread(architecture)) {
            for (int descriptor : descriptors) {
                thread.call(architecture.systemCalls().close(descriptor));
            }
        } catch (RemoteCallException e) {
            throw new TargetFailureException(
                    target.pid(), "cannot close a leftover of nsb: " + e.getMessage(), e);
        }
    }

    private static CodeRange range(Mapping mapping) {
        return new CodeRange(mapping.start(), mapping.size());
    }
}
