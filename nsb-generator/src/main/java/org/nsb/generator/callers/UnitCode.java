// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.nsb.generator.callers.Instruction.Flow;
import org.nsb.generator.debuginfo.CallSite;
import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.vzpatch.CodeRange;

/** The code of compilation units: who calls whom. Everything is decoded when first asked for. */
final class UnitCode {
    private final Disassembler disassembler;
    private final CodeReader reader;
    private final NavigableMap<Long, DebugFunction> byRange = new TreeMap<>(Long::compareUnsigned);
    private final Map<CompileUnit, List<DebugFunction>> units;
    private final Map<Long, CallSite> sites = new HashMap<>();
    private final Map<CompileUnit, Map<Long, List<Call>>> callsByCallee = new HashMap<>();
    private final Map<Long, FunctionCode> codes = new HashMap<>();

    /** A call or jump that leads to the entry of a function. */
    record Call(DebugFunction caller, Instruction at) {}

    UnitCode(
            List<DebugFunction> functions,
            List<CallSite> calls,
            CodeReader reader,
            Disassembler disassembler) {
        this.disassembler = disassembler;
        this.reader = reader;
        for (DebugFunction f : functions) {
            for (CodeRange range : f.ranges()) {
                byRange.putIfAbsent(range.address(), f);
            }
        }
        units = functions.stream().collect(Collectors.groupingBy(DebugFunction::unit));
        calls.forEach(s -> sites.putIfAbsent(s.returnAddress(), s));
    }

    /** What the compiler knew about a call or jump; empty if it did not know that it is one. */
    Optional<CallSite> site(Instruction call) {
        return Optional.ofNullable(sites.get(call.end()));
    }

    /** The function of this unit that has code at {@code address}. */
    Optional<DebugFunction> functionAt(long address, CompileUnit unit) {
        Map.Entry<Long, DebugFunction> entry = byRange.floorEntry(address);
        return Optional.ofNullable(entry)
                .map(Map.Entry::getValue)
                .filter(f -> f.unit().equals(unit))
                .filter(f -> f.ranges().stream().anyMatch(r -> r.contains(address)));
    }

    /** Direct calls of a function and jumps to it, from others of its unit. */
    List<Call> callsOf(DebugFunction callee) {
        return callsByCallee
                .computeIfAbsent(callee.unit(), this::callsIn)
                .getOrDefault(callee.address(), List.of());
    }

    private Map<Long, List<Call>> callsIn(CompileUnit unit) {
        Map<Long, List<Call>> calls = new HashMap<>();
        for (DebugFunction caller : units.getOrDefault(unit, List.of())) {
            FunctionCode code = new FunctionCode(caller, reader, disassembler, false);
            for (Instruction i : code.all()) {
                boolean leaves = i.target().isPresent() && !code.contains(i.target().getAsLong());
                boolean again = i.is(Flow.CALL) && i.target().orElse(0) == caller.address();
                if (leaves || again) {
                    functionAt(i.target().getAsLong(), unit)
                            .ifPresent(
                                    f ->
                                            calls.computeIfAbsent(
                                                            f.address(), a -> new ArrayList<>())
                                                    .add(new Call(caller, i)));
                }
            }
        }
        return calls;
    }

    /** The instructions of a function, with the registers they use. */
    FunctionCode code(DebugFunction function) {
        return codes.computeIfAbsent(
                function.address(), a -> new FunctionCode(function, reader, disassembler, true));
    }
}
