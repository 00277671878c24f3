// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import java.nio.ByteBuffer;
import java.util.List;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.plan.LateField;
import org.nsb.patcher.plan.PatchPlan;
import org.nsb.patcher.stage.ImageMapper.Mapped;
import org.nsb.patcher.target.RemoteAddress;
import org.nsb.patcher.target.RemoteCallException;
import org.nsb.patcher.target.TargetProcess;

/** Puts the image of a patch into the target while it runs. */
public final class Stager {
    private static final int EMFILE = 24;
    private static final int ENFILE = 23;
    private static final int ENOMEM = 12;

    private final TargetProcess target;

    public Stager(TargetProcess target) {
        this.target = target;
    }

    /**
     * Maps the image. The patch is complete then, but no function leads into it.
     *
     * @throws PlaceTakenException if something else is there by now
     * @throws TargetFailureException if the target cannot be made to do it
     * @throws org.nsb.patcher.PatcherException if no thread can be had
     */
    public StagedPatch stage(PatchPlan plan) {
        BorrowRehearsal.play(target, nobody -> new ImageMapper(nobody, plan).map().close());
        try (Mapped mapped = map(plan)) {
            StagedPatch staged = new StagedPatch(target, plan, mapped.stoppedMicros());
            try {
                mapped.file().seal();
                writeLateFields(plan, mapped.results());
                return staged;
            } catch (RuntimeException e) {
                takeOut(staged, e);
                throw e;
            }
        }
    }

    private Mapped map(PatchPlan plan) {
        try {
            return new ImageMapper(target, plan).map();
        } catch (RemoteCallException e) {
            throw new TargetFailureException(target.pid(), explain(e), e);
        }
    }

    private String explain(RemoteCallException e) {
        String problem =
                "cannot bring the patch into process %d: %s"
                        .formatted(target.pid(), e.getMessage());
        return switch (e.errno()) {
            case EMFILE, ENFILE -> problem + " (it has no file descriptor left)";
            case ENOMEM -> problem + " (memory or address space is limited)";
            default ->
                    e.call().equals("memfd_create")
                            ? problem
                                    + " (memory files need Linux 3.17, and no seccomp filter or"
                                    + " vm.memfd_noexec against them)"
                            : problem;
        };
    }

    private void writeLateFields(PatchPlan plan, List<Long> results) {
        List<LateField> fields = plan.image().lateFields();
        for (int i = 0; i < fields.size(); i++) {
            write(plan, fields.get(i), results.get(i));
        }
    }

    private void write(PatchPlan plan, LateField field, long result) {
        if (target.memoryMap().at(result).filter(m -> m.executable()).isEmpty()) {
            throw new TargetFailureException(
                    target.pid(),
                    "the resolver of an indirect function at %s returned %s, where no code is"
                            .formatted(
                                    new RemoteAddress(field.resolver()),
                                    new RemoteAddress(result)));
        }
        long value = result + field.constant();
        if (!field.rule().fits(value)) {
            throw new NotApplicableException(
                    target.pid(),
                    "the indirect function at %s is out of reach of the patch's field at %s"
                            .formatted(
                                    new RemoteAddress(result), new RemoteAddress(field.address())));
        }
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES).order(plan.architecture().byteOrder());
        byte[] content = new byte[field.rule().width()];
        bytes.putLong(0, value);
        // the low-order bytes are the first ones or the last ones
        int skip =
                bytes.order() == java.nio.ByteOrder.LITTLE_ENDIAN ? 0 : Long.BYTES - content.length;
        bytes.position(skip).get(content);
        target.memory().write(field.address(), content);
    }

    private static void takeOut(StagedPatch staged, RuntimeException failure) {
        try {
            staged.close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }
}
