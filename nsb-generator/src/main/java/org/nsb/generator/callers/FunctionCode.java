// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.Collection;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.InstructionKind;
import org.nsb.generator.callers.Instruction.Flow;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.vzpatch.CodeRange;

/** The instructions of a function, its cold parts included. */
final class FunctionCode {
    private final DebugFunction function;
    private final NavigableMap<Long, Instruction> instructions =
            new TreeMap<>(Long::compareUnsigned);

    FunctionCode(
            DebugFunction function, CodeReader reader, Disassembler disassembler, boolean full) {
        this.function = function;
        for (CodeRange range : function.ranges()) {
            decode(range.address(), range, reader, disassembler, full);
        }
        reachHoles(reader, disassembler, full);
    }

    private void decode(
            long from,
            CodeRange range,
            CodeReader reader,
            Disassembler disassembler,
            boolean full) {
        byte[] code = reader.read(from, range.end() - from);
        for (Instruction i : disassembler.decode(code, from, full)) {
            if (instructions.putIfAbsent(i.address(), i) != null) {
                return; // from here on it is known
            }
        }
    }

    /** Behind bytes that are no instruction, only jumps tell where the next one begins. */
    private void reachHoles(CodeReader reader, Disassembler disassembler, boolean full) {
        boolean more = true;
        while (more) {
            more = false;
            for (long target : new TreeSet<>(targets())) {
                Optional<CodeRange> range = rangeOf(target);
                if (range.isPresent() && covering(target).isEmpty()) {
                    int before = instructions.size();
                    decode(target, range.get(), reader, disassembler, full);
                    more |= instructions.size() > before;
                }
            }
        }
    }

    private Optional<Instruction> covering(long address) {
        return Optional.ofNullable(instructions.floorEntry(address))
                .map(Map.Entry::getValue)
                .filter(i -> Long.compareUnsigned(address, i.end()) < 0);
    }

    private Set<Long> targets() {
        Set<Long> targets = new TreeSet<>();
        for (Instruction i : instructions.values()) {
            if (i.target().isPresent() && !i.is(Flow.CALL)) {
                targets.add(i.target().getAsLong());
            }
        }
        return targets;
    }

    private Optional<CodeRange> rangeOf(long address) {
        return function.ranges().stream().filter(r -> r.contains(address)).findFirst();
    }

    DebugFunction function() {
        return function;
    }

    Collection<Instruction> all() {
        return instructions.values();
    }

    /** The instruction at exactly this address; empty if there is none that could be decoded. */
    Optional<Instruction> at(long address) {
        return Optional.ofNullable(instructions.get(address));
    }

    boolean contains(long address) {
        return rangeOf(address).isPresent();
    }

    /** Whether any instruction writes the register, or a part of it. */
    boolean writes(String register, CallingConvention convention) {
        return instructions.values().stream()
                .flatMap(i -> i.written().stream())
                .flatMap(name -> convention.written(name).stream())
                .anyMatch(part -> part.register().equals(register));
    }

    /** Where something other than the instruction before can lead; what pads does not count. */
    Set<Long> leaders(CallingConvention convention) {
        Set<Long> leaders = targets();
        leaders.removeIf(t -> !contains(t));
        boolean begins = true;
        for (Instruction i : instructions.values()) {
            InstructionKind kind = convention.kind(i.mnemonic(), i.operands());
            boolean pads = kind == InstructionKind.PADDING || kind == InstructionKind.FINAL;
            if (begins && !pads) {
                leaders.add(i.address());
            }
            boolean leaves = i.is(Flow.JUMP) || i.is(Flow.RETURN) || kind == InstructionKind.FINAL;
            begins = leaves || (begins && pads);
        }
        return leaders;
    }
}
