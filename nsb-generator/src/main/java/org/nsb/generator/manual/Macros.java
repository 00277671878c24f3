// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem.Kind;
import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.generator.debuginfo.SourceLine;

/**
 * The macros of a patch, and what follows from their order.
 *
 * @param records sorted by unit and position
 */
public record Macros(List<VzpRecord> records) {
    public Macros {
        records = List.copyOf(records);
    }

    /** Reports records that contradict each other. */
    public void check(Findings findings) {
        for (int i = 1; i < records.size(); i++) {
            VzpRecord a = records.get(i - 1);
            VzpRecord b = records.get(i);
            if (a.unit().equals(b.unit()) && a.position() == b.position()) {
                findings.problem(
                        Kind.BAD_MACRO,
                        b.name(),
                        b.place(),
                        "two translation units of the patch share the source name " + b.unit(),
                        "compile them under different names");
            }
        }
    }

    /** The path of the last VZP_FILE in front of a macro; empty if there is none. */
    Optional<String> fileBefore(VzpRecord macro) {
        return last(
                files(macro.unit()).stream().filter(r -> r.position() < macro.position()).toList());
    }

    /**
     * The path of the VZP_FILE that a function follows. Where the function comes from an included
     * file without a VZP_FILE, all those of the unit must agree to mean anything.
     */
    Optional<String> fileContext(CompileUnit unit, SourceLine declared) {
        List<VzpRecord> files = files(unit.name());
        List<VzpRecord> here = inSource(files, unit, declared.file());
        if (!here.isEmpty()) {
            return last(here.stream().filter(r -> r.place().line() <= declared.line()).toList());
        }
        Set<String> paths = files.stream().map(VzpRecord::argument).collect(Collectors.toSet());
        return paths.size() == 1 ? last(files) : Optional.empty();
    }

    /** Whether a function stands in the unit's own source, or in a file with a VZP_FILE. */
    boolean inAuthorsSource(CompileUnit unit, SourceLine declared) {
        return SourcePath.same(declared.file(), unit.name(), unit.directory())
                || !inSource(files(unit.name()), unit, declared.file()).isEmpty();
    }

    /** What VZP_STATIC_SYM_ALIAS says about a name. */
    Optional<String> alias(String unit, String name) {
        return records.stream()
                .filter(r -> r.kind() == VzpRecord.Kind.ALIAS)
                .filter(r -> r.unit().equals(unit) && r.name().equals(name))
                .map(VzpRecord::argument)
                .findFirst();
    }

    /** What any unit says about a name. */
    Optional<String> alias(String name) {
        return records.stream()
                .filter(r -> r.kind() == VzpRecord.Kind.ALIAS && r.name().equals(name))
                .map(VzpRecord::argument)
                .findFirst();
    }

    List<VzpRecord> references() {
        return records.stream().filter(r -> r.kind().isReference()).toList();
    }

    List<VzpRecord> files() {
        return records.stream().filter(r -> r.kind() == VzpRecord.Kind.FILE).toList();
    }

    private List<VzpRecord> files(String unit) {
        return files().stream().filter(r -> r.unit().equals(unit)).toList();
    }

    private static List<VzpRecord> inSource(
            List<VzpRecord> files, CompileUnit unit, String source) {
        return files.stream()
                .filter(r -> SourcePath.same(r.place().file(), source, unit.directory()))
                .toList();
    }

    private static Optional<String> last(List<VzpRecord> files) {
        return files.isEmpty()
                ? Optional.empty()
                : Optional.of(files.get(files.size() - 1).argument()).filter(p -> !p.isEmpty());
    }
}
