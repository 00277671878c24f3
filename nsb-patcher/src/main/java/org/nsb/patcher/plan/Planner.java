// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.patcher.AppliedPatch.Phase;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.WrongStateException;
import org.nsb.patcher.commit.CodeChange;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.plan.AddressChooser.Window;
import org.nsb.patcher.plan.PatchImage.LoadSegment;
import org.nsb.patcher.plan.PatchPlan.BoundSymbol;
import org.nsb.patcher.state.AppliedJump;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.state.StateRecord;
import org.nsb.patcher.state.StateRecordCodec;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.Vzpatch;

/** Turns what was seen of a process and a patch into a {@link PatchPlan}; touches nothing. */
public final class Planner {
    private static final long TWO_GIB = 1L << 31;

    private final ProcessView view;
    private final PatchImage patch;
    private final Vzpatch vzpatch;
    private final Architecture architecture;
    private final Architectures architectures;

    /**
     * @param architecture of the patch
     * @param architectures that are known, for the name of the target's
     */
    public Planner(
            ProcessView view,
            PatchImage patch,
            Architecture architecture,
            Architectures architectures) {
        this.view = view;
        this.patch = patch;
        this.vzpatch = patch.vzpatch();
        this.architecture = architecture;
        this.architectures = architectures;
    }

    /**
     * Plans.
     *
     * @param allowActive functions that may be executing while they are replaced
     * @param now for the record
     * @throws WrongStateException if the patch is in this process already
     * @throws NotApplicableException if it does not fit
     */
    public PatchPlan plan(Set<String> allowActive, Instant now) {
        checkNotInstalled();
        LoadedModule target = new TargetFinder(view, architectures).find(vzpatch, architecture);
        List<FunctionCode> code = new CodeVerifier(view, target).verify(vzpatch.functions());
        JumpPlanner jumpPlanner = new JumpPlanner(view, architecture.jumps());
        List<JumpSite> sites = code.stream().map(jumpPlanner::site).toList();

        ImageLayout layout = layout(target, sites, now);
        long address = chooseAddress(layout, target, sites, jumpPlanner);
        long bias = layout.bias(address);
        List<PlannedJump> jumps =
                sites.stream()
                        .map(s -> jumpPlanner.plan(s, s.code().function().patchAddress() + bias))
                        .toList();
        StateRecord record = record(target, layout, address, jumps(jumps), now);

        ModuleSlots slots = new ModuleSlots(view.memory(), architecture);
        List<BoundSymbol> symbols = resolve(target, slots, bias);
        ImagePlan image = image(layout, address, record, symbols, slots);
        return new PatchPlan(
                view.pid(),
                architecture,
                vzpatch,
                target,
                image,
                record,
                jumps,
                symbols,
                change(jumps, slots, allowActive),
                view.installed().warnings());
    }

    private void checkNotInstalled() {
        for (InstalledPatch installed : view.installed().patches()) {
            boolean same = installed.id().equals(vzpatch.patch().buildId());
            boolean inEffect = view.layers().has(installed);
            if (same && installed.phase() == Phase.APPLIED && inEffect) {
                throw new WrongStateException(
                        view.pid(),
                        "patch %s is applied to process %d already"
                                .formatted(installed.title(), view.pid()));
            }
            if (installed.phase() != Phase.APPLIED && inEffect) {
                throw new WrongStateException(
                        view.pid(),
                        "patch %s is half-way in process %d since an interrupted run; first take it out: nsb revert %d %s"
                                .formatted(
                                        installed.title(), view.pid(), view.pid(), installed.id()));
            }
        }
    }

    private ImageLayout layout(LoadedModule target, List<JumpSite> sites, Instant now) {
        int longest =
                Math.max(
                        architecture.jumps().directLength(), architecture.jumps().indirectLength());
        List<AppliedJump> drafts =
                sites.stream()
                        .map(
                                s ->
                                        new AppliedJump(
                                                0,
                                                new byte[longest],
                                                new byte[longest],
                                                0,
                                                s.code().function().name(),
                                                s.code().ranges()))
                        .toList();
        StateRecord draft = new StateRecord(0, 0, 0, 0, 0, drafts, now, target.path());
        int control = StateRecordCodec.longestEncoding(draft, patch.vzpatchBytes());
        return ImageLayout.of(patch, control, view.pageSize());
    }

    private long chooseAddress(
            ImageLayout layout, LoadedModule target, List<JumpSite> sites, JumpPlanner jumps) {
        long programEnd = view.executable().map(e -> e.image().end()).orElse(0L);
        AddressChooser chooser =
                new AddressChooser(view.map(), view.pageSize(), target.image().start(), programEnd);
        Window allowed = placement(target);
        OptionalLong address =
                chooser.choose(layout.size(), layout.alignment(), allowed.and(jumps.reach(sites)));
        if (address.isEmpty()) {
            List<JumpSite> near = sites.stream().filter(s -> !jumps.reachesEverything(s)).toList();
            address =
                    chooser.choose(
                            layout.size(), layout.alignment(), allowed.and(jumps.reach(near)));
        }
        return address.orElseThrow(
                () ->
                        new NotApplicableException(
                                view.pid(),
                                "no room for the patch (%d KiB) within 2 GiB of %s in process %d"
                                        .formatted(
                                                layout.size() >> 10, target.name(), view.pid())));
    }

    private Window placement(LoadedModule target) {
        return switch (vzpatch.placement()) {
            case ANYWHERE -> Window.EVERYWHERE;
            case NEAR ->
                    new Window(
                            Math.max(0, target.image().end() - TWO_GIB),
                            target.image().start() + TWO_GIB);
            case LOW_2G -> new Window(0, TWO_GIB);
        };
    }

    private static List<AppliedJump> jumps(List<PlannedJump> jumps) {
        return jumps.stream()
                .map(
                        j ->
                                new AppliedJump(
                                        j.address(),
                                        j.pristine(),
                                        j.jump(),
                                        j.functionAddress(),
                                        j.name(),
                                        j.ranges()))
                .toList();
    }

    private StateRecord record(
            LoadedModule target,
            ImageLayout layout,
            long address,
            List<AppliedJump> jumps,
            Instant now) {
        return new StateRecord(
                view.installed().nextSequence(),
                address,
                layout.size(),
                layout.bias(address),
                target.bias(),
                jumps,
                now,
                target.path());
    }

    private List<BoundSymbol> resolve(LoadedModule target, ModuleSlots slots, long bias) {
        SymbolResolver resolver = new SymbolResolver(view, target, slots);
        List<BoundSymbol> symbols = new ArrayList<>();
        for (PatchSymbol symbol : vzpatch.symbols()) {
            symbols.add(new BoundSymbol(symbol.name(), resolver.resolve(symbol, bias)));
        }
        return symbols;
    }

    private ImagePlan image(
            ImageLayout layout,
            long address,
            StateRecord record,
            List<BoundSymbol> symbols,
            ModuleSlots slots) {
        byte[] content = new byte[(int) layout.size()];
        byte[] control = StateRecordCodec.encode(record, patch.vzpatchBytes());
        System.arraycopy(control, 0, content, 0, control.length);
        for (LoadSegment segment : patch.segments()) {
            int at = (int) layout.offset(segment.address());
            System.arraycopy(segment.content(), 0, content, at, segment.content().length);
        }
        RelocationBinder binder =
                new RelocationBinder(
                        view.pid(),
                        architecture,
                        patch,
                        symbols.stream().map(BoundSymbol::value).toList(),
                        new ThreadLocalResolver(view, architecture, slots));
        List<LateField> late = binder.bind(content, layout, address);
        return new ImagePlan(address, content, layout.regions(), late, layout.bias(address));
    }

    private CodeChange change(List<PlannedJump> jumps, ModuleSlots slots, Set<String> allowActive) {
        List<TextWrite> writes =
                jumps.stream()
                        .map(j -> new TextWrite(j.address(), j.expected(), j.jump()))
                        .toList();
        return new CodeChange(
                writes,
                QuiescentRanges.forApplying(jumps, view.layers(), allowActive),
                new ForeignStacks(view, slots).mayExist());
    }
}
