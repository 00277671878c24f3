// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.nsb.arch.FunctionJumps;
import org.nsb.elf.ImageMemory;
import org.nsb.elf.Section;
import org.nsb.elf.UnreadableMemoryException;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.DebugFunction;
import org.nsb.generator.debuginfo.DebugInfoException;
import org.nsb.vzpatch.CodeRange;
import org.nsb.vzpatch.ReplacedFunction;
import org.nsb.vzpatch.Sha256;

/** Describes the old code: where all of it is, what it looks like, whether a jump fits. */
public final class ReplacedFunctions {
    /** Linkers align functions to at most this many bytes; more padding is of no use either. */
    private static final int MOST_PADDING = 64;

    private final TargetModule target;
    private final Findings findings;
    private final ImageMemory code;

    public ReplacedFunctions(TargetModule target, Findings findings) {
        this.target = target;
        this.findings = findings;
        this.code = target.elf().memory();
    }

    /** One description for each replacement that has room for a jump. */
    List<ReplacedFunction> describe(List<Replacement> replacements) {
        List<ReplacedFunction> functions = new ArrayList<>();
        for (Replacement r : replacements) {
            List<CodeRange> ranges = ranges(r);
            if (ranges.isEmpty()) {
                problem(r, r.targetName() + "() has an unknown size in the target");
                continue;
            }
            int padding = padding(ranges.get(0).end());
            checkRoom(r, ranges.get(0), padding);
            functions.add(describe(r, ranges, padding));
        }
        return functions;
    }

    private ReplacedFunction describe(Replacement r, List<CodeRange> ranges, int padding) {
        return new ReplacedFunction(
                r.symbol().map(s -> SymbolIndex.withoutVersion(s.name())).orElse(r.targetName()),
                aliases(r),
                r.debug().map(f -> f.declared().file()).orElse(""),
                r.address(),
                r.patch().address(),
                r.patch().size(),
                ranges,
                Sha256.of(content(ranges)),
                padding);
    }

    private List<String> aliases(Replacement r) {
        return target.symbols().functionsAt(r.address()).stream()
                .map(s -> SymbolIndex.withoutVersion(s.name()))
                .filter(n -> !n.equals(r.targetName()))
                .distinct()
                .sorted()
                .toList();
    }

    /** The code of the function and of the parts that the compiler cut off it. */
    private List<CodeRange> ranges(Replacement r) {
        List<CodeRange> ranges = new ArrayList<>();
        r.debug()
                .filter(f -> f.address() == r.address())
                .ifPresentOrElse(
                        f -> ranges.addAll(f.ranges()),
                        () -> symbolRange(r).ifPresent(ranges::add));
        for (DebugFunction other : ReplacementChecks.instances(target, r)) {
            if (ReplacementChecks.isPart(target, other)) {
                other.ranges().stream().filter(x -> !ranges.contains(x)).forEach(ranges::add);
            }
        }
        return ranges;
    }

    private static Optional<CodeRange> symbolRange(Replacement r) {
        return r.symbol().filter(s -> s.size() > 0).map(s -> new CodeRange(s.value(), s.size()));
    }

    private byte[] content(List<CodeRange> ranges) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (CodeRange range : ranges) {
            byte[] bytes = bytes(range.address(), range.size());
            all.write(bytes, 0, bytes.length);
        }
        return all.toByteArray();
    }

    private byte[] bytes(long address, long size) {
        try {
            ByteBuffer read = code.read(address, Math.toIntExact(size));
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

    /** Bytes from {@code end} on that are padding, up to where something else begins. */
    private int padding(long end) {
        FunctionJumps jumps = target.architecture().jumps();
        long limit = Math.min(MOST_PADDING, sectionEnd(end) - end);
        OptionalLong next = target.symbols().functionBehind(end);
        if (next.isPresent()) {
            limit = Math.min(limit, next.getAsLong() - end);
        }
        for (int length = (int) Math.max(0, limit); length > 0; length--) {
            if (jumps.isPadding(ByteBuffer.wrap(bytes(end, length)))) {
                return length;
            }
        }
        return 0;
    }

    private long sectionEnd(long address) {
        return target.elf().sections().stream()
                .filter(s -> s.contains(address) && s.has(Section.SHF_EXECINSTR))
                .map(s -> s.address() + s.size())
                .findFirst()
                .orElse(address);
    }

    private void checkRoom(Replacement r, CodeRange range, int padding) {
        FunctionJumps jumps = target.architecture().jumps();
        int first = (int) Math.min(jumps.longestEntry(), range.size());
        int offset = jumps.entryOffset(ByteBuffer.wrap(bytes(range.address(), first)));
        int needed = offset + jumps.directLength();
        if (range.size() + padding < needed) {
            problem(
                    r,
                    r.targetName()
                            + "() is "
                            + range.size()
                            + " bytes"
                            + (padding > 0 ? " with " + padding + " bytes of padding" : "")
                            + "; the jump to its replacement needs "
                            + needed);
        }
    }

    private void problem(Replacement r, String text) {
        findings.problem(
                Kind.TOO_SHORT,
                r.targetName(),
                r.patch().debug().declared(),
                text,
                "replace the functions that call it instead");
    }
}
