// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.RegisterPart;
import org.nsb.generator.callers.Instruction.Flow;
import org.nsb.generator.debuginfo.CallSite;
import org.nsb.generator.debuginfo.DebugFunction;

/**
 * What a function does to its callers, as far as their compiler must have known: never more than
 * that, so that what is left is all that they can rely on.
 */
final class Effects {
    private final CallingConvention convention;
    private final UnitCode unit;
    private final Map<Long, Summary> known = new HashMap<>();

    Effects(CallingConvention convention, UnitCode unit) {
        this.convention = convention;
        this.unit = unit;
    }

    /**
     * One function, with everything it calls.
     *
     * @param kept what the compiler may have taken for untouched
     * @param needsAlignedStack whether it calls something of which the compiler knew nothing
     */
    record Summary(Values kept, boolean needsAlignedStack) {
        boolean nothingToRelyOn() {
            return kept.isEmpty() && needsAlignedStack;
        }
    }

    Summary of(DebugFunction function) {
        Summary before = known.get(function.address());
        if (before == null) {
            before = new Collector().collect(function);
            known.put(function.address(), before);
        }
        return before;
    }

    /** Goes through a function and those of its unit that it calls. */
    private final class Collector {
        private final Deque<DebugFunction> open = new ArrayDeque<>();
        private final Set<Long> seen = new HashSet<>();
        private final Values kept = new Values();
        private boolean everything;
        private boolean needsAlignedStack;

        Summary collect(DebugFunction root) {
            convention.scratch().forEach(kept::add);
            visit(root);
            while (!open.isEmpty()) {
                FunctionCode code = unit.code(open.remove());
                for (Instruction i : code.all()) {
                    i.written().forEach(this::written);
                    if (i.is(Flow.CALL) || i.is(Flow.JUMP) || i.is(Flow.BRANCH)) {
                        transfer(code, i);
                    }
                }
            }
            return new Summary(everything ? new Values() : kept, needsAlignedStack);
        }

        private void visit(DebugFunction function) {
            if (seen.add(function.address())) {
                open.add(function);
            }
        }

        private void written(String name) {
            convention.written(name).map(RegisterPart::register).ifPresent(kept::remove);
        }

        private void transfer(FunctionCode code, Instruction i) {
            if (i.target().isPresent()) {
                long target = i.target().getAsLong();
                if (code.contains(target)) {
                    return;
                }
                Optional<DebugFunction> callee = unit.functionAt(target, code.function().unit());
                if (callee.isPresent()) {
                    visit(callee.get());
                    return;
                }
            }
            unit.site(i)
                    .filter(s -> i.target().isPresent() || isUnknown(s))
                    .ifPresent(this::outside);
        }

        /** Behind a call through a register can be a function that the compiler knew. */
        private boolean isUnknown(CallSite site) {
            return site.prototype().isEmpty();
        }

        private void outside(CallSite site) {
            everything = true;
            needsAlignedStack |= !site.tail();
        }
    }
}
