// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** First pass: functions and variables with a wanted name, in the order of the file. */
final class DeclarationScan {
    /** Deeper nesting of scopes is taken for damage. */
    static final int DEEPEST = 256;

    private final DwarfSession session;
    private final Predicate<String> wanted;
    private final TypeReader types;
    private final List<DebugFunction> functions = new ArrayList<>();
    private final List<DebugVariable> variables = new ArrayList<>();
    private final Map<Long, Origin> origins = new HashMap<>();
    private final List<Candidate> candidates = new ArrayList<>();
    private CompileUnit unit;
    private boolean unitHasWanted;
    private boolean codeCrossesUnits;

    DeclarationScan(DwarfSession session, Predicate<String> wanted) {
        this.session = session;
        this.wanted = wanted;
        this.types = new TypeReader(session);
    }

    /** A function that other entries can refer to by their origin. */
    record Origin(String name, SourceLine declared) {}

    /** A unit of this file. */
    record ScannedUnit(Die die, CompileUnit unit) {}

    private record Candidate(ScannedUnit unit, boolean hasWanted) {}

    List<DebugFunction> functions() {
        return functions;
    }

    List<DebugVariable> variables() {
        return variables;
    }

    TypeReader types() {
        return types;
    }

    /** By identity of the entry. */
    Map<Long, Origin> origins() {
        return origins;
    }

    /** Where copies and calls of the wanted functions can be. */
    List<ScannedUnit> unitsToSearch() {
        return candidates.stream()
                .filter(c -> c.hasWanted() || (codeCrossesUnits && !origins.isEmpty()))
                .map(Candidate::unit)
                .toList();
    }

    void unit(Die die, CompileUnit described) {
        unit = described;
        unitHasWanted = false;
        codeCrossesUnits |=
                die.tag() == Dwarf.DW_TAG_PARTIAL_UNIT
                        || described.producer().contains("-flto")
                        || described.name().equals("<artificial>");
        scope(die, 0);
        Die kept = session.newDie();
        kept.moveTo(die);
        candidates.add(new Candidate(new ScannedUnit(kept, described), unitHasWanted));
    }

    private void scope(Die parent, int depth) {
        Die die = session.newDie();
        for (boolean more = parent.toChild(die); more; more = die.toSibling()) {
            switch (die.tag()) {
                case Dwarf.DW_TAG_SUBPROGRAM -> function(die);
                case Dwarf.DW_TAG_VARIABLE -> variable(die, Optional.empty(), variables);
                case Dwarf.DW_TAG_NAMESPACE -> scope(die, deeper(depth));
                default -> {}
            }
        }
    }

    private int deeper(int depth) {
        if (depth >= DEEPEST) {
            throw session.damaged("scopes nested more than " + DEEPEST + " deep");
        }
        return depth + 1;
    }

    private void function(Die die) {
        String name = die.name();
        if (name == null || !wanted.test(name) || die.ownFlag(Dwarf.DW_AT_DECLARATION)) {
            return;
        }
        String linkage = die.linkageName();
        String linkageName = linkage.isEmpty() ? name : linkage;
        List<DebugVariable> locals = new ArrayList<>();
        body(die, linkageName, locals, 0);
        functions.add(
                new DebugFunction(
                        unit,
                        name,
                        linkageName,
                        die.declared(unit),
                        die.flag(Dwarf.DW_AT_EXTERNAL),
                        die.ranges(),
                        types.prototype(die),
                        locals));
        origins.put(die.identity(), new Origin(name, die.declared(unit)));
        die.reference(Dwarf.DW_AT_SPECIFICATION)
                .ifPresent(d -> origins.put(d.identity(), origins.get(die.identity())));
        unitHasWanted = true;
    }

    /** Static variables of a function; nested functions are functions of their own. */
    private void body(Die parent, String function, List<DebugVariable> locals, int depth) {
        Die die = session.newDie();
        for (boolean more = parent.toChild(die); more; more = die.toSibling()) {
            switch (die.tag()) {
                case Dwarf.DW_TAG_VARIABLE -> variable(die, Optional.of(function), locals);
                case Dwarf.DW_TAG_SUBPROGRAM -> function(die);
                case Dwarf.DW_TAG_LEXICAL_BLOCK, Dwarf.DW_TAG_TRY_BLOCK, Dwarf.DW_TAG_CATCH_BLOCK ->
                        body(die, function, locals, deeper(depth));
                default -> {}
            }
        }
    }

    /** Inside functions everything is wanted: most variables there have no fixed place. */
    private void variable(Die die, Optional<String> function, List<DebugVariable> into) {
        String name = die.name();
        boolean wantedName = name != null && (function.isPresent() || wanted.test(name));
        if (!wantedName || die.ownFlag(Dwarf.DW_AT_DECLARATION)) {
            return;
        }
        Optional<DebugVariable.Location> location = die.location();
        if (function.isEmpty() || location.isPresent() || isMarker(name)) {
            String linkage = die.linkageName();
            into.add(
                    new DebugVariable(
                            unit,
                            name,
                            linkage.isEmpty() ? name : linkage,
                            die.declared(unit),
                            die.flag(Dwarf.DW_AT_EXTERNAL),
                            location,
                            types.typeOf(die),
                            function));
        }
    }

    private static boolean isMarker(String name) {
        return name.startsWith("__vzp_type_");
    }
}
