// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.CallingConvention.StackState;
import org.nsb.arch.InstructionKind;
import org.nsb.generator.callers.Instruction.Flow;

/**
 * Where the stack pointer is, modulo the alignment, at every instruction of a function whose caller
 * has aligned it.
 *
 * <p>What no direct jump leads to is reached through a table of jumps or by the unwinder: such code
 * begins with the stack that all such jumps, or else all calls, of the function have in common.
 */
final class StackWalk {
    private final CallingConvention convention;
    private final FunctionCode code;
    private final Map<Long, StackState> before = new HashMap<>();
    private final Deque<Long> open = new ArrayDeque<>();

    StackWalk(CallingConvention convention, FunctionCode code) {
        this.convention = convention;
        this.code = code;
        reach(code.function().address(), convention.atEntry());
        follow();
        enter(i -> i.is(Flow.JUMP) && i.target().isEmpty());
        enter(i -> i.is(Flow.CALL));
    }

    /** The stack pointer before an instruction, or {@link StackState#UNKNOWN}. */
    int pointerAt(long address) {
        return Optional.ofNullable(before.get(address))
                .map(StackState::pointer)
                .orElse(StackState.UNKNOWN);
    }

    /** Gives code that was not reached the stack of these instructions. */
    private void enter(Predicate<Instruction> from) {
        Optional<StackState> common =
                code.all().stream()
                        .filter(from)
                        .map(i -> before.get(i.address()))
                        .filter(s -> s != null)
                        .reduce(StackState::meet);
        if (common.isPresent()) {
            for (long leader : code.leaders(convention)) {
                if (!before.containsKey(leader)) {
                    reach(leader, common.get());
                    follow();
                }
            }
        }
    }

    private void follow() {
        while (!open.isEmpty()) {
            long at = open.remove();
            code.at(at).ifPresent(i -> step(i, before.get(at)));
        }
    }

    private void step(Instruction i, StackState state) {
        boolean ends =
                i.is(Flow.RETURN)
                        || convention.kind(i.mnemonic(), i.operands()) == InstructionKind.FINAL;
        if (ends) {
            return;
        }
        StackState after =
                i.is(Flow.NEXT) ? convention.after(state, i.mnemonic(), i.operands()) : state;
        if (!i.is(Flow.CALL)) {
            i.target().ifPresent(t -> reach(t, after));
        }
        if (!i.is(Flow.JUMP)) {
            reach(i.end(), after);
        }
    }

    private void reach(long address, StackState state) {
        if (!code.contains(address)) {
            return;
        }
        StackState there = before.get(address);
        StackState both = there == null ? state : there.meet(state);
        if (!both.equals(there)) {
            before.put(address, both);
            open.add(address);
        }
    }
}
