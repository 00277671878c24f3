// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.nsb.generator.debuginfo.DeclarationScan.Origin;
import org.nsb.generator.debuginfo.DeclarationScan.ScannedUnit;
import org.nsb.vzpatch.CodeRange;

/**
 * Second pass: copies of wanted functions, and all code that stands in the units of wanted
 * functions.
 */
final class BodyScan {
    private final DwarfSession session;
    private final Map<Long, Origin> origins;
    private final TypeReader types;
    private final Set<InlinedCopy> copies = new LinkedHashSet<>();
    private final List<DebugFunction> functions = new ArrayList<>();
    private final List<CallSite> callSites = new ArrayList<>();
    private CompileUnit unit;

    BodyScan(DwarfSession session, Map<Long, Origin> origins, TypeReader types) {
        this.types = types;
        this.session = session;
        this.origins = origins;
    }

    /** The function whose code is being looked at. */
    private record Holder(String linkageName, long address) {}

    List<InlinedCopy> copies() {
        return List.copyOf(copies);
    }

    List<DebugFunction> functions() {
        return List.copyOf(functions);
    }

    List<CallSite> callSites() {
        return List.copyOf(callSites);
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
                    holder.ifPresent(h -> call(die));
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
    private Optional<Holder> holderOf(Die die) {
        List<CodeRange> ranges = die.ranges();
        if (ranges.isEmpty()) {
            return Optional.empty();
        }
        String source = die.name() == null ? "?" : die.name();
        String name = die.linkageName().isEmpty() ? source : die.linkageName();
        functions.add(
                new DebugFunction(
                        unit,
                        source,
                        name,
                        die.declared(unit),
                        die.flag(Dwarf.DW_AT_EXTERNAL),
                        ranges,
                        types.prototype(die),
                        List.of()));
        return Optional.of(new Holder(name, ranges.get(0).address()));
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

    private void call(Die die) {
        OptionalLong modern = die.address(Dwarf.DW_AT_CALL_RETURN_PC);
        OptionalLong at = modern.isPresent() ? modern : die.address(Dwarf.DW_AT_LOW_PC);
        if (at.isPresent()) {
            boolean tail =
                    die.ownFlag(Dwarf.DW_AT_CALL_TAIL_CALL)
                            || die.ownFlag(Dwarf.DW_AT_GNU_TAIL_CALL);
            Optional<Type.Function> prototype =
                    die.reference(Dwarf.DW_AT_CALL_ORIGIN)
                            .or(() -> die.reference(Dwarf.DW_AT_ABSTRACT_ORIGIN))
                            .flatMap(this::prototype);
            callSites.add(new CallSite(at.getAsLong(), tail, prototype));
        }
    }

    /** Entries for the compiler's own functions have no parameters, whatever they take. */
    private Optional<Type.Function> prototype(Die callee) {
        Type.Function prototype = types.prototype(callee);
        boolean complete =
                !prototype.parameters().isEmpty()
                        || callee.flag(Dwarf.DW_AT_PROTOTYPED)
                        || callee.linkageName().startsWith("_Z");
        return complete ? Optional.of(prototype) : Optional.empty();
    }

    private Origin origin(Die die, int attribute) {
        return die.reference(attribute).map(d -> origins.get(d.identity())).orElse(null);
    }
}
