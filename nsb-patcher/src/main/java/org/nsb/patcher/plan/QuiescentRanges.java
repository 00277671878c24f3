// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.nsb.patcher.commit.CodeChange.QuiescentRange;
import org.nsb.patcher.state.AppliedJump;
import org.nsb.patcher.state.InstalledPatch;
import org.nsb.patcher.state.JumpLayers;
import org.nsb.vzpatch.CodeRange;

/**
 * Which code must be left alone while text changes.
 *
 * <p>The bytes that a jump covers, without the first one: a thread that stands exactly at the first
 * byte has executed nothing of the jump's place yet, and finds a whole instruction there before and
 * after the change. No return address is equal to it, because the instruction before it, if there
 * is one inside the function, is no call.
 *
 * <p>In strict mode all code of the old function, so that no thread is half-way through the old
 * version while others run the new one; and where an older patch replaced the function, the code of
 * that replacement for the same reason.
 */
final class QuiescentRanges {
    private QuiescentRanges() {}

    /** What applying a patch needs. */
    static List<QuiescentRange> forApplying(
            List<PlannedJump> jumps, JumpLayers layers, Set<String> allowActive) {
        List<QuiescentRange> ranges = new ArrayList<>();
        for (PlannedJump jump : jumps) {
            if (mayBeActive(jump, allowActive)) {
                add(ranges, jump.address() + 1, endOf(jump), jump.name());
            } else {
                wholeFunction(jump, ranges);
                olderReplacements(jump, layers, ranges);
            }
        }
        return ranges;
    }

    /**
     * What taking out a patch needs: nobody inside its jumps, nobody in its code, except in the
     * replacements of functions that may be active.
     */
    static List<QuiescentRange> forReverting(InstalledPatch patch, Set<String> allowActive) {
        List<QuiescentRange> ranges = new ArrayList<>();
        List<CodeRange> code = patch.code();
        for (AppliedJump jump : patch.record().jumps()) {
            long end = jump.address() + jump.length();
            add(ranges, jump.address() + 1, end, jump.name());
            if (allowActive.contains(jump.name())) {
                for (CodeRange active : patch.replacement(jump)) {
                    code = code.stream().flatMap(c -> without(c, active).stream()).toList();
                }
            }
        }
        for (CodeRange part : code) {
            add(ranges, part.address(), part.end(), "patch " + patch.title());
        }
        return ranges;
    }

    private static List<CodeRange> without(CodeRange code, CodeRange hole) {
        long start = Math.max(code.address(), hole.address());
        long end = Math.min(code.end(), hole.end());
        if (start >= end) {
            return List.of(code);
        }
        return List.of(
                new CodeRange(code.address(), start - code.address()),
                new CodeRange(end, code.end() - end));
    }

    private static boolean mayBeActive(PlannedJump jump, Set<String> allowActive) {
        return allowActive.contains(jump.name())
                || jump.function().aliases().stream().anyMatch(allowActive::contains);
    }

    private static void wholeFunction(PlannedJump jump, List<QuiescentRange> ranges) {
        for (CodeRange range : jump.ranges()) {
            if (range.address() == jump.functionAddress()) {
                // the jump may cover padding behind the function too
                long end = Math.max(range.end(), endOf(jump));
                add(ranges, jump.address() + 1, end, jump.name());
            } else {
                add(ranges, range.address(), range.end(), jump.name());
            }
        }
    }

    private static long endOf(PlannedJump jump) {
        return jump.address() + jump.jump().length;
    }

    private static void olderReplacements(
            PlannedJump jump, JumpLayers layers, List<QuiescentRange> ranges) {
        for (JumpLayers.Layer layer : layers.of(jump.functionAddress())) {
            String name = jump.name() + " of patch " + layer.patch().title();
            for (CodeRange code : layer.patch().replacement(layer.jump())) {
                add(ranges, code.address(), code.end(), name);
            }
        }
    }

    private static void add(List<QuiescentRange> ranges, long start, long end, String name) {
        if (Long.compareUnsigned(start, end) < 0) {
            ranges.add(new QuiescentRange(start, end, name));
        }
    }
}
