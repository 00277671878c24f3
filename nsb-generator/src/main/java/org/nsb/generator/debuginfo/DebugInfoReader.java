// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads debug information in one pass over the top level of all units.
 *
 * <p>Only entries with a wanted name are looked into. Where wanted functions were found, a second
 * pass goes through their units for inlined copies and calls; through all units if code of one unit
 * can have gone into another (link-time optimisation, units split by dwz).
 */
public final class DebugInfoReader {

    /**
     * Reads what {@code file} says about the functions and variables whose source name is wanted.
     *
     * @throws DebugInfoException if the file is unreadable, or has no debug information, or damaged
     *     one, or libdw is missing
     */
    public DebugInfo read(Path file, Predicate<String> wanted) {
        try (DwarfSession session = new DwarfSession(file)) {
            DeclarationScan scan = new DeclarationScan(session, wanted);
            List<CompileUnit> units = new ArrayList<>();
            Die unit = session.newDie();
            for (var at = session.unitAt(0, unit);
                    at.found();
                    at = session.unitAt(at.next(), unit)) {
                CompileUnit described = describe(unit);
                units.add(described);
                scan.unit(unit, described);
            }
            session.newPass();
            BodyScan bodies = new BodyScan(session, scan.origins(), scan.types());
            bodies.units(scan.unitsToSearch());
            return new DebugInfo(
                    units,
                    scan.functions(),
                    scan.variables(),
                    bodies.copies(),
                    bodies.functions(),
                    bodies.callSites());
        }
    }

    private static CompileUnit describe(Die unit) {
        return new CompileUnit(
                unit.string(Dwarf.DW_AT_NAME),
                unit.string(Dwarf.DW_AT_COMP_DIR),
                unit.string(Dwarf.DW_AT_PRODUCER));
    }
}
