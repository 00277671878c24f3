// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nsb.arch.FunctionJumps;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.plan.AddressChooser.Window;
import org.nsb.patcher.state.JumpLayers;

/** Decides where the function jumps go, and which kind each one is. */
final class JumpPlanner {
    private final ProcessView view;
    private final FunctionJumps jumps;

    JumpPlanner(ProcessView view, FunctionJumps jumps) {
        this.view = view;
        this.jumps = jumps;
    }

    /**
     * The place for a function's jump.
     *
     * @throws NotApplicableException if the function is too short, or if an older patch's jump is
     *     in the way
     */
    JumpSite site(FunctionCode code) {
        byte[] start =
                Arrays.copyOf(
                        code.entry(), (int) Math.min(code.function().size(), jumps.longestEntry()));
        int offset = jumps.entryOffset(ByteBuffer.wrap(start));
        JumpSite site = new JumpSite(code, offset, code.function().size() + padding(code) - offset);
        if (site.room() < jumps.directLength()) {
            throw new NotApplicableException(
                    view.pid(),
                    "function %s is too short to be replaced: %d bytes, the jump takes %d"
                            .formatted(
                                    code.function().name(),
                                    code.function().size(),
                                    offset + jumps.directLength()));
        }
        checkOlderJumps(site);
        return site;
    }

    /** The metadata's word is not enough: what is covered must be padding in memory too. */
    private int padding(FunctionCode code) {
        int padding = code.function().padding();
        ByteBuffer bytes = ByteBuffer.wrap(code.entry(), (int) code.function().size(), padding);
        return padding > 0 && jumps.isPadding(bytes.slice()) ? padding : 0;
    }

    private void checkOlderJumps(JumpSite site) {
        for (JumpLayers.Layer layer : view.layers().layers()) {
            if (layer.jump().address() != site.address()
                    && layer.jump().overlaps(site.address(), jumps.directLength())) {
                throw new NotApplicableException(
                        view.pid(),
                        "the jump of %s would overlap that of %s, which patch %s replaces"
                                .formatted(
                                        site.code().function().name(),
                                        layer.jump().name(),
                                        layer.patch().title()));
            }
        }
    }

    /** Whether a jump to any address fits. */
    boolean reachesEverything(JumpSite site) {
        return site.room() >= jumps.indirectLength() || jumps.reach() == Long.MAX_VALUE;
    }

    /** Where an image must be so that direct jumps from all these places reach all of it. */
    Window reach(List<JumpSite> sites) {
        Window window = Window.EVERYWHERE;
        for (JumpSite site : sites) {
            long end = site.address() + jumps.directLength();
            long reach = jumps.reach();
            long low = reach >= end ? 0 : end - reach;
            long high = reach >= Long.MAX_VALUE - end ? Long.MAX_VALUE : end + reach;
            window = window.and(new Window(low, high));
        }
        return window;
    }

    /**
     * The jump itself.
     *
     * @param to address of the new function
     * @throws NotApplicableException if the new function cannot be reached
     */
    PlannedJump plan(JumpSite site, long to) {
        Optional<byte[]> direct = jumps.direct(site.address(), to);
        if (direct.isEmpty() && site.room() < jumps.indirectLength()) {
            throw outOfReach(site);
        }
        byte[] jump = direct.orElseGet(() -> jumps.indirect(to));
        FunctionCode code = site.code();
        byte[] pristine =
                Arrays.copyOfRange(code.entry(), site.offset(), site.offset() + jump.length);
        return new PlannedJump(
                code.function(),
                code.address(),
                code.ranges(),
                site.address(),
                to,
                pristine,
                view.layers().text(site.address(), pristine),
                jump);
    }

    private NotApplicableException outOfReach(JumpSite site) {
        return new NotApplicableException(
                view.pid(),
                "function %s: no room for the patch within reach of a jump (%d MiB)"
                        .formatted(site.code().function().name(), jumps.reach() >> 20));
    }
}
