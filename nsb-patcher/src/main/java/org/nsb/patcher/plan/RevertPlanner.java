// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.nsb.arch.Architecture;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.PatchSelector;
import org.nsb.patcher.WrongStateException;
import org.nsb.patcher.commit.CodeChange;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.state.AppliedJump;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.state.JumpLayers;
import org.nsb.patcher.target.RemoteAddress;

/** Finds the patch that a user means, and what taking it out of effect changes. */
public final class RevertPlanner {
    private final ProcessView view;
    private final Architecture architecture;

    /**
     * @param architecture of the process
     */
    public RevertPlanner(ProcessView view, Architecture architecture) {
        this.view = view;
        this.architecture = architecture;
    }

    /**
     * The patch that is meant. Patches that are out of effect already do not count.
     *
     * @throws WrongStateException if there is none, or more than one
     */
    public static InstalledPatch select(ProcessView view, PatchSelector selector) {
        List<InstalledPatch> all =
                view.installed().patches().stream().filter(p -> matches(p, selector)).toList();
        List<InstalledPatch> present =
                all.stream().filter(p -> p.phase() != Phase.REVERTED).toList();
        List<InstalledPatch> applied =
                present.stream().filter(p -> p.phase() == Phase.APPLIED).toList();
        // leftovers of interrupted runs of the same patch do not make it ambiguous
        List<InstalledPatch> candidates =
                applied.size() == 1 && present.stream().allMatch(p -> same(p, applied.get(0)))
                        ? applied
                        : present;
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        throw new WrongStateException(
                view.pid(),
                candidates.isEmpty()
                        ? absent(view, selector, all)
                        : "process %d has more than one patch that fits '%s': %s"
                                .formatted(
                                        view.pid(),
                                        text(selector),
                                        candidates.stream()
                                                .map(p -> p.vzpatch().label().name() + " " + p.id())
                                                .collect(Collectors.joining(", "))));
    }

    private static boolean same(InstalledPatch a, InstalledPatch b) {
        return a.id().equals(b.id());
    }

    private static boolean matches(InstalledPatch patch, PatchSelector selector) {
        if (selector instanceof PatchSelector.ById byId) {
            return patch.id().equals(byId.id());
        }
        String text = text(selector);
        return patch.vzpatch().label().name().equals(text) || patch.id().startsWith(text);
    }

    private static String absent(
            ProcessView view, PatchSelector selector, List<InstalledPatch> reverted) {
        if (!reverted.isEmpty()) {
            return "patch %s is not applied to process %d any more: it has been reverted"
                    .formatted(reverted.get(0).title(), view.pid());
        }
        String others =
                view.installed().patches().stream()
                        .filter(p -> p.phase() != Phase.REVERTED)
                        .map(InstalledPatch::title)
                        .collect(Collectors.joining(", "));
        return "patch %s is not applied to process %d (%s)"
                .formatted(
                        text(selector),
                        view.pid(),
                        others.isEmpty() ? "no patch is" : "applied: " + others);
    }

    private static String text(PatchSelector selector) {
        return selector instanceof PatchSelector.ByText byText
                ? byText.text()
                : ((PatchSelector.ById) selector).id().hex();
    }

    /**
     * What has to be written, and which code must be quiescent meanwhile. Where a later patch
     * covers a jump, nothing changes.
     *
     * @param allowActive functions whose replacements may be executing
     * @throws NotApplicableException if somebody else changed the code
     */
    public CodeChange plan(InstalledPatch patch, Set<String> allowActive) {
        JumpLayers before = view.layers();
        JumpLayers after = before.without(patch);
        List<TextWrite> writes = new ArrayList<>();
        for (JumpLayers.Layer layer : before.layers()) {
            if (layer.patch() == patch) {
                AppliedJump jump = layer.jump();
                byte[] expected = before.text(jump.address(), jump.pristine());
                byte[] replacement = after.text(jump.address(), jump.pristine());
                checkText(patch, jump, expected);
                if (!Arrays.equals(expected, replacement)) {
                    writes.add(new TextWrite(jump.address(), expected, replacement));
                }
            }
        }
        return new CodeChange(
                writes, QuiescentRanges.forReverting(patch, allowActive), mayHaveForeignStacks());
    }

    /** Whether the process may have suspended contexts, with stacks that belong to no thread. */
    public boolean mayHaveForeignStacks() {
        return new ForeignStacks(view, new ModuleSlots(view.memory(), architecture)).mayExist();
    }

    private void checkText(InstalledPatch patch, AppliedJump jump, byte[] expected) {
        byte[] now = view.memory().bytes(jump.address(), jump.length());
        if (!Arrays.equals(now, expected)) {
            throw new NotApplicableException(
                    view.pid(),
                    "somebody changed the start of function %s at %s in process %d since patch %s was applied"
                            .formatted(
                                    jump.name(),
                                    new RemoteAddress(jump.address()),
                                    view.pid(),
                                    patch.title()));
        }
    }
}
