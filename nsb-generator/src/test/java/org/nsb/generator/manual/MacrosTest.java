// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nsb.generator.Findings;
import org.nsb.generator.GenerateProblem;
import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.generator.debuginfo.SourceLine;

class MacrosTest {
    private static final CompileUnit UNIT = new CompileUnit("fix.c", "/home/author", "");

    private static Macros macros(String... records) {
        return new Macros(VzpRecordsTest.parse(String.join("", records)));
    }

    private static String file(int position, int line, String path) {
        return VzpRecordsTest.record("file", "fix.c", "" + position, "" + line, "", path);
    }

    private static String variable(int position, int line) {
        return VzpRecordsTest.record("static-var", "fix.c", "" + position, "" + line, "x", "");
    }

    @Test
    void aMacroBelongsToTheFileBeforeIt() {
        Macros m = macros(variable(0, 1), file(1, 2, "a.c"), variable(2, 3), file(3, 4, "b.c"));

        assertEquals(Optional.empty(), m.fileBefore(m.records().get(0)));
        assertEquals(Optional.of("a.c"), m.fileBefore(m.records().get(2)));
    }

    @Test
    void anEmptyFileEndsTheContext() {
        Macros m = macros(file(0, 1, "a.c"), file(1, 2, ""), variable(2, 3));
        assertEquals(Optional.empty(), m.fileBefore(m.records().get(2)));
    }

    @Test
    void aFunctionBelongsToTheFileOnTheLinesBeforeIt() {
        Macros m = macros(file(0, 10, "a.c"), file(1, 20, "b.c"));

        assertEquals(
                Optional.empty(), m.fileContext(UNIT, new SourceLine("/home/author/fix.c", 5)));
        assertEquals(
                Optional.of("a.c"), m.fileContext(UNIT, new SourceLine("/home/author/fix.c", 15)));
        assertEquals(Optional.of("b.c"), m.fileContext(UNIT, new SourceLine("fix.c", 25)));
    }

    @Test
    void anIncludedFileNeedsUnitsThatAgree() {
        SourceLine included = new SourceLine("/home/author/part.c", 1);

        assertEquals(Optional.of("a.c"), macros(file(0, 10, "a.c")).fileContext(UNIT, included));
        assertEquals(
                Optional.empty(),
                macros(file(0, 10, "a.c"), file(1, 20, "b.c")).fileContext(UNIT, included));
    }

    @Test
    void theAuthorsSourceIsTheUnitsOwn() {
        Macros m = macros(file(0, 1, "a.c"));
        assertTrue(m.inAuthorsSource(UNIT, new SourceLine("/home/author/./fix.c", 3)));
        assertFalse(m.inAuthorsSource(UNIT, new SourceLine("/usr/include/list.h", 3)));
    }

    @Test
    void anAliasIsOneOfItsUnit() {
        Macros m = macros(VzpRecordsTest.record("alias", "fix.c", "0", "1", "mine", "theirs"));
        assertEquals(Optional.of("theirs"), m.alias("fix.c", "mine"));
        assertEquals(Optional.empty(), m.alias("other.c", "mine"));
    }

    @Test
    void unitsOfOneNameAreReported() {
        Findings findings = new Findings();
        macros(variable(0, 1), variable(0, 2)).check(findings);
        assertEquals(GenerateProblem.Kind.BAD_MACRO, findings.problems().get(0).kind());
    }
}
