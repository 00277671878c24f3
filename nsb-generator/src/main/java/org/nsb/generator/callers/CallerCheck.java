// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.nsb.arch.Architecture;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.CallingConvention.StackState;
import org.nsb.generator.callers.Effects.Summary;
import org.nsb.generator.callers.Instruction.Flow;
import org.nsb.generator.callers.ScratchWalk.Read;
import org.nsb.generator.callers.UnitCode.Call;
import org.nsb.generator.debuginfo.CallSite;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.vzpatch.CodeRange;

/** Looks for callers that know more about a function than the calling convention says. */
public final class CallerCheck {
    private final Architecture architecture;
    private final CallingConvention convention;
    private final List<DebugFunction> functions;
    private final List<CallSite> sites;
    private final CodeReader reader;

    /**
     * @param convention of {@code architecture}
     * @param functions all code of the units that define the functions that will be replaced
     * @param sites the calls in them, as far as the compiler knew that they are calls
     * @param code of the target
     */
    public CallerCheck(
            Architecture architecture,
            CallingConvention convention,
            List<DebugFunction> functions,
            List<CallSite> sites,
            CodeReader code) {
        this.architecture = architecture;
        this.convention = convention;
        this.functions = functions;
        this.sites = sites;
        this.reader = code;
    }

    /**
     * Everything that relies on the old versions of these functions.
     *
     * @param replaced functions with code, and with debug information
     * @param accepted callers that need not be looked at
     * @throws DisassemblerException if the code cannot be looked at
     */
    public List<Reliance> run(List<DebugFunction> replaced, Predicate<DebugFunction> accepted) {
        try (Disassembler disassembler = new Disassembler(architecture, convention)) {
            UnitCode unit = new UnitCode(functions, sites, reader, disassembler);
            Effects effects = new Effects(convention, unit);
            Set<Long> addresses = new HashSet<>();
            replaced.forEach(f -> addresses.add(f.address()));
            List<Reliance> found = new ArrayList<>();
            for (DebugFunction f : replaced) {
                found.addAll(
                        new Search(unit, effects, f)
                                .run(c -> addresses.contains(c.address()) || accepted.test(c)));
            }
            return found;
        }
    }

    /** The search for one function: through its callers, and theirs as far as need be. */
    private final class Search {
        private final UnitCode unit;
        private final Effects effects;
        private final DebugFunction replaced;
        private final Passing passing = new Passing(convention);
        private final List<Reliance> found = new ArrayList<>();
        private final Deque<DebugFunction> open = new ArrayDeque<>();
        private final Set<Long> seen = new HashSet<>();

        Search(UnitCode unit, Effects effects, DebugFunction replaced) {
            this.unit = unit;
            this.effects = effects;
            this.replaced = replaced;
        }

        List<Reliance> run(Predicate<DebugFunction> skipped) {
            entry();
            visit(replaced);
            while (!open.isEmpty()) {
                DebugFunction callee = open.remove();
                Summary summary = effects.of(callee);
                if (!summary.nothingToRelyOn()) {
                    for (Call call : unit.callsOf(callee)) {
                        if (!skipped.test(call.caller())) {
                            examine(call, callee, summary);
                            visit(call.caller()); // its callers take it for what it calls
                        }
                    }
                }
            }
            return found;
        }

        private void visit(DebugFunction function) {
            if (seen.add(function.address())) {
                open.add(function);
            }
        }

        /** Nothing but arguments has a meaning when a function begins. */
        private void entry() {
            FunctionCode code = unit.code(replaced);
            Values unset = new Values();
            convention.scratch().forEach(unset::add);
            convention.generalArguments().forEach(unset::remove);
            convention.floatArguments().forEach(unset::remove);
            convention.hiddenArguments().forEach(unset::remove);
            for (Read read : walk(code).from(replaced.address(), unset)) {
                if (read.certain()) {
                    String text =
                            "takes something in "
                                    + read.register()
                                    + ", where no argument is passed (it "
                                    + read.how()
                                    + " at "
                                    + place(replaced, read.address())
                                    + ")";
                    found.add(new Reliance(replaced, replaced, read.address(), true, text));
                }
            }
        }

        private void examine(Call call, DebugFunction callee, Summary summary) {
            FunctionCode code = unit.code(call.caller());
            if (!summary.needsAlignedStack()) {
                alignment(call, callee, code);
            }
            if (call.at().is(Flow.CALL) && !summary.kept().isEmpty()) {
                registers(call, callee, code, summary);
            }
        }

        private void alignment(Call call, DebugFunction callee, FunctionCode code) {
            int pointer = new StackWalk(convention, code).pointerAt(call.at().address());
            int wanted = call.at().is(Flow.CALL) ? 0 : convention.atEntry().pointer();
            if (pointer == wanted) {
                return;
            }
            boolean known = pointer != StackState.UNKNOWN;
            String text =
                    (known ? "does not align" : "may not align")
                            + " the stack to "
                            + convention.stackAlignment()
                            + " bytes when it calls "
                            + title(callee)
                            + " at "
                            + place(call.caller(), call.at().address())
                            + ", because the old code does not need it";
            add(call, known, text);
        }

        private void registers(
                Call call, DebugFunction callee, FunctionCode code, Summary summary) {
            Values lost = summary.kept().copy();
            List<String> results = passing.possibleResults(callee.prototype().result());
            if (passing.isKnown(callee.prototype().result())) {
                results.forEach(lost::remove);
            } else {
                results.forEach(lost::doubt);
            }
            Set<String> held =
                    new HeldValues(convention, passing, unit, code).at(call.at().address());
            for (Read read : walk(code).from(call.at().end(), lost)) {
                if (read.certain() || held.contains(read.register())) {
                    String text =
                            (read.certain() ? "keeps" : "may keep")
                                    + " a value in "
                                    + read.register()
                                    + " while it calls "
                                    + title(callee)
                                    + " at "
                                    + place(call.caller(), call.at().address())
                                    + ", because the old code leaves that register alone; it "
                                    + read.how()
                                    + " at "
                                    + place(call.caller(), read.address());
                    add(call, read.certain(), text);
                }
            }
        }

        private void add(Call call, boolean certain, String text) {
            found.add(new Reliance(replaced, call.caller(), call.at().address(), certain, text));
        }

        private ScratchWalk walk(FunctionCode code) {
            return new ScratchWalk(convention, passing, unit, effects, code);
        }

        private String title(DebugFunction callee) {
            String name = callee.linkageName() + "()";
            return callee.address() == replaced.address()
                    ? name
                    : name + ", which leads to " + replaced.linkageName() + "(),";
        }
    }

    /** {@code name+0x1b (0x11ab)}. */
    private static String place(DebugFunction function, long address) {
        String absolute = "0x" + Long.toHexString(address);
        CodeRange first = function.ranges().get(0);
        return first.contains(address)
                ? function.linkageName()
                        + "+0x"
                        + Long.toHexString(address - first.address())
                        + " ("
                        + absolute
                        + ")"
                : absolute;
    }
}
