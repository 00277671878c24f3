// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nsb.generator.debuginfo.DeclarationScan.Origin;
import org.nsb.generator.debuginfo.DeclarationScan.ScannedUnit;
import org.nsb.vzpatch.CodeRange;

/** Second pass: what the bodies of functions contain of the wanted functions. */
final class BodyScan {
    private final DwarfSession session;
    private final Map<Long, Origin> origins;
    private final Set<InlinedCopy> copies = new LinkedHashSet<>();
    private final Set<DirectCall> calls = new LinkedHashSet<>();
    private CompileUnit unit;

    BodyScan(DwarfSession session, Map<Long, Origin> origins) {
        this.session = session;
        this.origins = origins;
    }

    /** The function whose code is being looked at. */
    private record Holder(String linkageName, long address) {}

    List<InlinedCopy> copies() {
        return List.copyOf(copies);
    }

    List<DirectCall> calls() {
        return List.copyOf(calls);
    }

    void units(List<ScannedUnit> units) {
        for (ScannedUnit scanned : units) {
            unit = scanned.unit();
            children(scanned.die(), Optional.empty(), 0);
        }
    }

    private void children(Die parent, Optional<Holder> holder, int depth) {
        if (depth > DeclarationScan.DEEPEST) {
            throw session.damaged("scopes nested too deeply");
        }
        Die die = session.newDie();
        for (boolean more = parent.toChild(die); more; more = die.toSibling()) {
            visit(die, holder, depth);
        }
    }

    private void visit(Die die, Optional<Holder> holder, int depth) {
        switch (die.tag()) {
            case Dwarf.DW_TAG_SUBPROGRAM -> children(die, holderOf(die), depth + 1);
            case Dwarf.DW_TAG_INLINED_SUBROUTINE -> {
                holder.ifPresent(h -> copy(die, h));
                children(die, holder, depth + 1);
            }
            case Dwarf.DW_TAG_CALL_SITE, Dwarf.DW_TAG_GNU_CALL_SITE ->
                    holder.ifPresent(h -> call(die, h));
            case Dwarf.DW_TAG_LEXICAL_BLOCK,
                    Dwarf.DW_TAG_TRY_BLOCK,
                    Dwarf.DW_TAG_CATCH_BLOCK,
                    Dwarf.DW_TAG_NAMESPACE ->
                    children(die, holder, depth + 1);
            case Dwarf.DW_TAG_STRUCTURE_TYPE, Dwarf.DW_TAG_CLASS_TYPE -> {
                // only local classes have the code of their members inside
                if (holder.isPresent()) {
                    children(die, holder, depth + 1);
                }
            }
            default -> {}
        }
    }

    /** Absent if the function has no code: then what it contains is not in the program. */
    private static Optional<Holder> holderOf(Die die) {
        List<CodeRange> ranges = die.ranges();
        if (ranges.isEmpty()) {
            return Optional.empty();
        }
        String linkage = die.linkageName();
        String name = linkage.isEmpty() ? die.name() : linkage;
        return Optional.of(new Holder(name == null ? "?" : name, ranges.get(0).address()));
    }

    private void copy(Die die, Holder holder) {
        Origin origin = origin(die, Dwarf.DW_AT_ABSTRACT_ORIGIN);
        if (origin != null) {
            int line = (int) die.number(Dwarf.DW_AT_CALL_LINE).orElse(0);
            copies.add(
                    new InlinedCopy(
                            origin.name(),
                            origin.declared(),
                            holder.linkageName(),
                            holder.address(),
                            unit,
                            new SourceLine(unit.name(), line)));
        }
    }

    private void call(Die die, Holder holder) {
        Origin modern = origin(die, Dwarf.DW_AT_CALL_ORIGIN);
        Origin origin = modern == null ? origin(die, Dwarf.DW_AT_ABSTRACT_ORIGIN) : modern;
        if (origin != null) {
            calls.add(
                    new DirectCall(
                            origin.name(),
                            origin.declared(),
                            holder.linkageName(),
                            holder.address(),
                            unit));
        }
    }

    private Origin origin(Die die, int attribute) {
        return die.reference(attribute).map(d -> origins.get(d.identity())).orElse(null);
    }
}
