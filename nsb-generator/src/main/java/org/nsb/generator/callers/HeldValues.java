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
import org.nsb.arch.InstructionKind;
import org.nsb.arch.RegisterPart;
import org.nsb.generator.callers.Instruction.Flow;
import org.nsb.generator.debuginfo.DebugFunction;

/**
 * In which registers a function can hold values of its own at each instruction: those that it has
 * written, or got as arguments, since the last call of which its compiler knew nothing.
 */
final class HeldValues {
    private final CallingConvention convention;
    private final Passing passing;
    private final UnitCode unit;
    private final FunctionCode code;
    private final Map<Long, Set<String>> before = new HashMap<>();
    private final Deque<Long> open = new ArrayDeque<>();

    HeldValues(CallingConvention convention, Passing passing, UnitCode unit, FunctionCode code) {
        this.convention = convention;
        this.passing = passing;
        this.unit = unit;
        this.code = code;
        Set<String> arguments = new HashSet<>();
        Passing.Arguments known = passing.arguments(code.function().prototype());
        known.certain().forEach(p -> arguments.add(p.register()));
        if (known.more()) {
            arguments.addAll(convention.generalArguments());
            arguments.addAll(convention.floatArguments());
        }
        reach(code.function().address(), arguments);
        follow();
        enterTheRest();
    }

    Set<String> at(long address) {
        return before.getOrDefault(address, Set.of());
    }

    /** What no direct jump leads to could begin with anything. */
    private void enterTheRest() {
        Set<String> all = new HashSet<>();
        convention.scratch().forEach(p -> all.add(p.register()));
        for (long leader : code.leaders(convention)) {
            if (!before.containsKey(leader)) {
                reach(leader, all);
                follow();
            }
        }
    }

    private void follow() {
        while (!open.isEmpty()) {
            long at = open.remove();
            code.at(at).ifPresent(i -> step(i, new HashSet<>(before.get(at))));
        }
    }

    private void step(Instruction i, Set<String> held) {
        if (convention.kind(i.mnemonic(), i.operands()) == InstructionKind.OPAQUE) {
            convention.scratch().forEach(p -> held.add(p.register()));
        }
        for (String name : i.written()) {
            convention.written(name).map(RegisterPart::register).ifPresent(held::add);
        }
        if (i.is(Flow.CALL)) {
            call(i, held);
        } else if (i.target().isPresent()) {
            reach(i.target().getAsLong(), held);
        } else if (i.is(Flow.JUMP)) {
            code.leaders(convention).forEach(leader -> reach(leader, held));
        }
        if (!i.is(Flow.JUMP) && !i.is(Flow.RETURN)) {
            reach(i.end(), held);
        }
    }

    private void call(Instruction i, Set<String> held) {
        Optional<DebugFunction> callee =
                i.target().isPresent()
                        ? unit.functionAt(i.target().getAsLong(), code.function().unit())
                        : Optional.empty();
        boolean listed = unit.site(i).isPresent();
        if (callee.isEmpty() && listed) {
            held.clear();
        }
        callee.map(DebugFunction::prototype)
                .or(() -> unit.site(i).flatMap(s -> s.prototype()))
                .map(p -> passing.possibleResults(p.result()))
                .orElseGet(passing::allResults)
                .forEach(held::add);
    }

    private void reach(long address, Set<String> held) {
        if (!code.contains(address)) {
            return;
        }
        Set<String> there = before.get(address);
        if (there == null) {
            before.put(address, new HashSet<>(held));
            open.add(address);
        } else if (there.addAll(held)) {
            open.add(address);
        }
    }
}
