// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.InstructionKind;
import org.nsb.arch.RegisterPart;
import org.nsb.generator.debuginfo.CallSite;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.Type;

/**
 * Follows all paths of a function from some instruction on, until the registers in question are
 * overwritten, and notes where one of them is read before.
 *
 * <p>The paths end at returns and wherever the compiler must have taken all registers for lost.
 */
final class ScratchWalk {
    private final CallingConvention convention;
    private final Passing passing;
    private final UnitCode unit;
    private final Effects effects;
    private final FunctionCode code;
    private final Map<Long, Values> before = new HashMap<>();
    private final Deque<Long> open = new ArrayDeque<>();
    private final Map<String, Read> reads = new LinkedHashMap<>();

    ScratchWalk(
            CallingConvention convention,
            Passing passing,
            UnitCode unit,
            Effects effects,
            FunctionCode code) {
        this.convention = convention;
        this.passing = passing;
        this.unit = unit;
        this.effects = effects;
        this.code = code;
    }

    /**
     * A register is read.
     *
     * @param address of the instruction
     * @param certain whether what it reads is certainly needed
     * @param how in words: "reads it", ...
     */
    record Read(String register, long address, boolean certain, String how) {}

    /** The first read of each register, the certain ones if there are any. */
    List<Read> from(long address, Values values) {
        reach(address, values);
        while (!open.isEmpty()) {
            long at = open.remove();
            Optional<Instruction> i = code.at(at);
            if (i.isPresent()) {
                step(i.get(), before.get(at).copy());
            } else {
                perhapsAll(at, before.get(at), "runs into code that cannot be decoded");
            }
        }
        return List.copyOf(reads.values());
    }

    private void reach(long address, Values values) {
        if (values.isEmpty() || !code.contains(address)) {
            return;
        }
        Values there = before.get(address);
        if (there == null) {
            before.put(address, values.copy());
            open.add(address);
        } else if (there.merge(values)) {
            open.add(address);
        }
    }

    private void step(Instruction i, Values values) {
        InstructionKind kind = convention.kind(i.mnemonic(), i.operands());
        if (kind == InstructionKind.FINAL) {
            return;
        }
        if (kind == InstructionKind.OPAQUE) {
            perhapsAll(i.address(), values, "may hand it to '" + i.mnemonic() + "'");
        } else if (kind == InstructionKind.ORDINARY || kind == InstructionKind.PASSING) {
            boolean passed = kind == InstructionKind.PASSING;
            for (String name : i.read()) {
                convention.read(name).ifPresent(p -> read(i, p, values, passed));
            }
        }
        i.written().forEach(n -> convention.written(n).ifPresent(values::overwrite));
        switch (i.flow()) {
            case NEXT -> reach(i.end(), values);
            case BRANCH -> {
                reach(i.end(), values);
                jump(i, values);
            }
            case JUMP -> jump(i, values);
            case CALL -> {
                call(i, values);
                reach(i.end(), values);
            }
            case RETURN -> finish(i, values);
        }
    }

    private void jump(Instruction i, Values values) {
        boolean within = i.target().isPresent() && code.contains(i.target().getAsLong());
        if (within) {
            reach(i.target().getAsLong(), values);
        } else if (i.target().isPresent() || unit.site(i).map(CallSite::tail).orElse(false)) {
            pass(i, values);
        } else {
            Values perhaps = values.doubted();
            code.leaders(convention).forEach(leader -> reach(leader, perhaps));
        }
    }

    /** What a call reads, and what is left behind it. */
    private void call(Instruction i, Values values) {
        pass(i, values);
        Optional<DebugFunction> callee = callee(i);
        if (callee.isEmpty()) {
            boolean listed = unit.site(i).isPresent();
            values.registers().forEach(listed ? values::remove : values::doubt);
            return;
        }
        Values kept = effects.of(callee.get()).kept();
        for (String register : values.registers()) {
            if (!kept.perhaps(convention.read(register).orElseThrow())) {
                values.remove(register);
            }
        }
        passing.possibleResults(callee.get().prototype().result()).forEach(values::remove);
    }

    private Optional<DebugFunction> callee(Instruction i) {
        return i.target().isPresent()
                ? unit.functionAt(i.target().getAsLong(), code.function().unit())
                : Optional.empty();
    }

    /** Arguments that are still in their registers. */
    private void pass(Instruction i, Values values) {
        Optional<DebugFunction> callee = callee(i);
        Optional<Type.Function> prototype =
                callee.map(DebugFunction::prototype)
                        .or(() -> unit.site(i).flatMap(CallSite::prototype));
        String to = callee.map(f -> f.linkageName() + "()").orElse("another function");
        boolean more = true;
        if (prototype.isPresent()) {
            Passing.Arguments arguments = passing.arguments(prototype.get());
            for (RegisterPart part : arguments.certain()) {
                note(i.address(), part, values, true, "passes it to " + to);
            }
            more = arguments.more();
        }
        if (more) {
            for (String register : new TreeSet<>(convention.generalArguments())) {
                perhaps(i.address(), register, values, "may pass it to " + to);
            }
            for (String register : new TreeSet<>(convention.floatArguments())) {
                perhaps(i.address(), register, values, "may pass it to " + to);
            }
        }
    }

    /** The function's own result. */
    private void finish(Instruction i, Values values) {
        Type result = code.function().prototype().result();
        for (RegisterPart part : passing.results(result)) {
            boolean returns = code.writes(part.register(), convention); // whatever its type says
            if (returns) {
                note(i.address(), part, values, true, "returns it");
            }
        }
        if (!passing.isKnown(result)) {
            for (String register : passing.possibleResults(result)) {
                perhaps(i.address(), register, values, "may return it");
            }
        }
    }

    private void read(Instruction i, RegisterPart part, Values values, boolean passed) {
        note(i.address(), part, values, !passed, passed ? "passes it on" : "reads it");
    }

    private void perhapsAll(long address, Values values, String how) {
        values.registers().forEach(r -> perhaps(address, r, values, how));
    }

    private void perhaps(long address, String register, Values values, String how) {
        note(address, convention.read(register).orElseThrow(), values, false, how);
    }

    private void note(long address, RegisterPart part, Values values, boolean wouldBe, String how) {
        if (values.perhaps(part)) {
            boolean certain = wouldBe && values.certainly(part);
            Read known = reads.get(part.register());
            if (known == null || (certain && !known.certain())) {
                reads.put(part.register(), new Read(part.register(), address, certain, how));
            }
        }
    }
}
