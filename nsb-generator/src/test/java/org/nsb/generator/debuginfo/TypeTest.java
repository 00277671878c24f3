// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TypeTest {
    private static final Type INT = new Type.Base("int", 5, 4);
    private static final Type LONG = new Type.Base("long", 5, 8);
    private static final Type LONG_LONG = new Type.Base("long long", 5, 8);
    private static final Type CHAR = new Type.Base("char", 6, 1);
    private static final Type TEXT = new Type.Pointer("*", new Type.Qualified("const", CHAR));

    private static Type struct(String tag, OptionalLong size) {
        return new Type.Aggregate(Type.Kind.STRUCT, tag, size);
    }

    private static Type.Function function(boolean variadic, Type... parameters) {
        return new Type.Function(INT, List.of(parameters), variadic);
    }

    @Test
    void typeDefinitionsAreSeenThrough() {
        assertTrue(new Type.Alias("time", LONG).sameAs(LONG_LONG));
        assertFalse(new Type.Alias("time", LONG).sameAs(INT));
    }

    @Test
    void qualifiersCountButNotOnParameters() {
        assertFalse(new Type.Qualified("const", INT).sameAs(INT));
        assertTrue(new Type.Qualified("restrict", TEXT).sameAs(TEXT));
        assertTrue(function(false, new Type.Qualified("const", INT)).sameAs(function(false, INT)));
        assertFalse(function(false, TEXT).sameAs(function(false, new Type.Pointer("*", CHAR))));
    }

    @Test
    void structuresCompareByTagAndSize() {
        Type known = struct("conn", OptionalLong.of(48));
        assertTrue(known.sameAs(struct("conn", OptionalLong.of(48))));
        assertFalse(known.sameAs(struct("conn", OptionalLong.of(56))));
        assertFalse(known.sameAs(struct("other", OptionalLong.of(48))));
        assertTrue(known.sameAs(struct("conn", OptionalLong.empty())));
    }

    @Test
    void parametersAndEllipsisCount() {
        assertFalse(function(false, INT).sameAs(function(false, INT, INT)));
        assertFalse(function(true, INT).sameAs(function(false, INT)));
        assertTrue(function(true).sameAs(function(false, INT)));
    }

    @Test
    void arraysOfUnknownLengthMatch() {
        Type four = new Type.Array(INT, OptionalLong.of(4));
        assertTrue(four.sameAs(new Type.Array(INT, OptionalLong.empty())));
        assertFalse(four.sameAs(new Type.Array(INT, OptionalLong.of(5))));
    }

    @Test
    void readsLikeC() {
        assertEquals("int f(const char *, ...)", function(true, TEXT).declaring("f"));
        assertEquals("int f(void)", function(false).declaring("f"));
        Type pointer = new Type.Pointer("*", function(false, LONG));
        assertEquals("int (*fp)(long)", pointer.declaring("fp"));
        assertEquals(
                "int (*table[2])(long)",
                new Type.Array(pointer, OptionalLong.of(2)).declaring("table"));
        assertEquals(
                "struct conn *c",
                new Type.Pointer("*", struct("conn", OptionalLong.empty())).declaring("c"));
    }
}
