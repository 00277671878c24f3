// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.nsb.generator.debuginfo.Type.Aggregate;
import org.nsb.generator.debuginfo.Type.Alias;
import org.nsb.generator.debuginfo.Type.Array;
import org.nsb.generator.debuginfo.Type.Base;
import org.nsb.generator.debuginfo.Type.Function;
import org.nsb.generator.debuginfo.Type.Pointer;
import org.nsb.generator.debuginfo.Type.Qualified;

/**
 * Equality of layouts. Type definitions are seen through; {@code long} equals {@code long long}
 * where they have the same size; {@code restrict} and the qualifiers of parameters mean nothing to
 * a caller and are ignored.
 */
final class TypeComparison {
    private static final int DW_ATE_SIGNED = 0x5;
    private static final int DW_ATE_SIGNED_CHAR = 0x6;
    private static final int DW_ATE_UNSIGNED = 0x7;
    private static final int DW_ATE_UNSIGNED_CHAR = 0x8;
    private static final int DW_ATE_UTF = 0x10;

    private TypeComparison() {}

    static boolean same(Type left, Type right) {
        if (!qualifiers(left).equals(qualifiers(right))) {
            return false;
        }
        Type a = bare(left);
        Type b = bare(right);
        if (a instanceof Base x && b instanceof Base y) {
            return x.size() == y.size() && encoding(x) == encoding(y);
        }
        if (a instanceof Aggregate x && b instanceof Aggregate y) {
            return x.kind() == y.kind() && x.tag().equals(y.tag()) && agree(x.size(), y.size());
        }
        if (a instanceof Pointer x && b instanceof Pointer y) {
            return x.symbol().equals(y.symbol()) && same(x.target(), y.target());
        }
        if (a instanceof Array x && b instanceof Array y) {
            return agree(x.count(), y.count()) && same(x.element(), y.element());
        }
        if (a instanceof Function x && b instanceof Function y) {
            return same(x.result(), y.result()) && sameParameters(x, y);
        }
        return a.equals(b);
    }

    private static boolean sameParameters(Function left, Function right) {
        if (isUnprototyped(left) || isUnprototyped(right)) {
            return true;
        }
        List<Type> a = left.parameters();
        List<Type> b = right.parameters();
        if (a.size() != b.size() || left.variadic() != right.variadic()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!same(bare(a.get(i)), bare(b.get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** {@code f()} in C before C23; it says nothing about parameters. */
    private static boolean isUnprototyped(Function function) {
        return function.variadic() && function.parameters().isEmpty();
    }

    /** Without type definitions and qualifiers around it. */
    private static Type bare(Type type) {
        Type rest = type;
        while (true) {
            if (rest instanceof Alias alias) {
                rest = alias.target();
            } else if (rest instanceof Qualified qualified) {
                rest = qualified.target();
            } else {
                return rest;
            }
        }
    }

    private static Set<String> qualifiers(Type type) {
        Set<String> found = new TreeSet<>();
        Type rest = type;
        while (true) {
            if (rest instanceof Alias alias) {
                rest = alias.target();
            } else if (rest instanceof Qualified qualified) {
                found.add(qualified.qualifier());
                rest = qualified.target();
            } else {
                found.remove("restrict");
                return found;
            }
        }
    }

    private static int encoding(Base base) {
        return switch (base.encoding()) {
            case DW_ATE_SIGNED_CHAR -> DW_ATE_SIGNED;
            case DW_ATE_UNSIGNED_CHAR, DW_ATE_UTF -> DW_ATE_UNSIGNED;
            default -> base.encoding();
        };
    }

    private static boolean agree(OptionalLong a, OptionalLong b) {
        return a.isEmpty() || b.isEmpty() || a.getAsLong() == b.getAsLong();
    }
}
