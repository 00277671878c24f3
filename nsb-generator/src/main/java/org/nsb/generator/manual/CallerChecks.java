// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nsb.arch.CallingConvention;
import org.nsb.elf.Section;
import org.nsb.elf.UnreadableMemoryException;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.callers.CallerCheck;
import org.nsb.generator.callers.Reliance;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugInfoException;
import org.nsb.vzpatch.CodeRange;

/** Whether the callers that stay as they are can live with the new functions. */
final class CallerChecks {
    /** More places in one function tell nothing new. */
    private static final int MOST_LINES = 4;

    private final TargetModule target;
    private final Allowances allowances;
    private final Findings findings;

    CallerChecks(TargetModule target, Allowances allowances, Findings findings) {
        this.target = target;
        this.allowances = allowances;
        this.findings = findings;
    }

    /** Reports callers that rely on more than the calling convention. */
    void run(List<Replacement> replacements) {
        List<DebugFunction> replaced =
                replacements.stream()
                        .flatMap(r -> r.debug().stream())
                        .filter(DebugFunction::hasCode)
                        .filter(this::isLinked)
                        .toList();
        Optional<CallingConvention> convention = target.architecture().callingConvention();
        if (replaced.isEmpty()) {
            return;
        }
        if (convention.isEmpty()) {
            replaced.stream()
                    .filter(CallerChecks::mayBeKnown)
                    .findFirst()
                    .ifPresent(f -> warnAboutCpu());
            return;
        }
        replaced.stream().filter(CallerChecks::callsThroughRegisters).forEach(this::warnAboutModel);
        CallerCheck check =
                new CallerCheck(
                        target.architecture(),
                        convention.get(),
                        target.info().neighbours().stream().filter(this::isLinked).toList(),
                        target.info().callSites(),
                        this::code);
        grouped(check.run(replaced, allowances::caller))
                .forEach(group -> report(group, replacements));
    }

    /** Debug information of functions that the linker dropped stays, with addresses of nothing. */
    private boolean isLinked(DebugFunction function) {
        return function.ranges().stream().allMatch(this::isCode);
    }

    private boolean isCode(CodeRange range) {
        return target.elf().sections().stream()
                .filter(s -> s.has(Section.SHF_EXECINSTR) && s.contains(range.address()))
                .anyMatch(s -> range.end() - s.address() <= s.size());
    }

    /** One group for each replaced function and caller, in the order of their finding. */
    private static Collection<List<Reliance>> grouped(List<Reliance> all) {
        return all.stream()
                .collect(
                        Collectors.groupingBy(
                                r -> List.of(r.replaced().address(), r.caller().address()),
                                LinkedHashMap::new,
                                Collectors.toList()))
                .values();
    }

    private void report(List<Reliance> group, List<Replacement> replacements) {
        List<Reliance> certain = group.stream().filter(Reliance::certain).toList();
        DebugFunction replaced = group.get(0).replaced();
        if (!certain.isEmpty()) {
            Replacement replacement =
                    replacements.stream()
                            .filter(r -> r.address() == replaced.address())
                            .findFirst()
                            .orElseThrow();
            refuse(certain, replacement);
        } else if (mayBeKnown(replaced)) {
            warn(group);
        }
    }

    private void refuse(List<Reliance> reliances, Replacement replacement) {
        Reliance first = reliances.get(0);
        String callee = first.replaced().linkageName();
        String caller = first.caller().linkageName();
        String advice =
                first.ownConvention()
                        ? "the compiler gave it a calling convention of its own; replace the"
                                + " functions that call it instead"
                        : "replace "
                                + caller
                                + "() too (copy it into the patch), or say --allow-caller "
                                + caller
                                + " if you know that the new "
                                + callee
                                + "() does no harm there";
        findings.problem(
                Kind.CALLER_DEPENDS,
                replacement.targetName(),
                replacement.patch().debug().declared(),
                caller
                        + "() in the target ("
                        + first.caller().declared()
                        + ") relies on the old "
                        + callee
                        + "():"
                        + lines(reliances),
                advice);
    }

    private void warn(List<Reliance> reliances) {
        Reliance first = reliances.get(0);
        String caller = first.caller().linkageName();
        findings.warning(
                caller
                        + "() in the target may rely on the old "
                        + first.replaced().linkageName()
                        + "(); to be sure, replace it too, or say --allow-caller "
                        + caller
                        + ":"
                        + lines(reliances));
    }

    private static String lines(List<Reliance> reliances) {
        return reliances.stream()
                .limit(MOST_LINES)
                .map(r -> "\n    it " + r.text())
                .distinct()
                .collect(Collectors.joining());
    }

    private void warnAboutCpu() {
        findings.warning(
                "callers in the same file can rely on registers that the old functions leave alone"
                        + " (gcc's -fipa-ra, part of -O2); nsb cannot look for them on "
                        + target.architecture().name()
                        + " yet");
    }

    private void warnAboutModel(DebugFunction f) {
        findings.warning(
                f.linkageName()
                        + "(): its callers in the same file call through registers"
                        + " (-mcmodel=large), so nsb cannot see whether they rely on what the old"
                        + " code leaves alone");
    }

    private static boolean callsThroughRegisters(DebugFunction f) {
        return f.unit().producer().contains("-mcmodel=large");
    }

    /** Whether the compiler of the callers may have used what it knew. clang never does. */
    private static boolean mayBeKnown(DebugFunction f) {
        String producer = f.unit().producer();
        boolean unoptimised =
                producer.startsWith("GNU ") && !producer.matches(".* -O([1-9sgz]|fast|\\b).*");
        boolean clang = producer.contains("clang");
        return !clang && !unoptimised;
    }

    private byte[] code(long address, long size) {
        try {
            var read = target.elf().memory().read(address, Math.toIntExact(size));
            byte[] bytes = new byte[read.remaining()];
            read.get(bytes);
            return bytes;
        } catch (UnreadableMemoryException | ArithmeticException e) {
            throw new DebugInfoException(
                    DebugInfoException.Reason.DAMAGED,
                    target.debugFile().toString(),
                    "speaks of code at 0x"
                            + Long.toHexString(address)
                            + ", but "
                            + target.path()
                            + " has none there");
        }
    }
}
