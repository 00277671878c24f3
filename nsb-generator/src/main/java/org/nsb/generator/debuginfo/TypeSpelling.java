// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.ArrayList;
import java.util.List;
import org.nsb.generator.debuginfo.Type.Aggregate;
import org.nsb.generator.debuginfo.Type.Alias;
import org.nsb.generator.debuginfo.Type.Array;
import org.nsb.generator.debuginfo.Type.Base;
import org.nsb.generator.debuginfo.Type.Function;
import org.nsb.generator.debuginfo.Type.Opaque;
import org.nsb.generator.debuginfo.Type.Pointer;
import org.nsb.generator.debuginfo.Type.Qualified;

/** Types in the words of C, built from the name outward as C declarators are. */
final class TypeSpelling {
    private TypeSpelling() {}

    /** {@code declarator} is what stands where the name would. */
    static String declare(Type type, String declarator) {
        if (type instanceof Pointer pointer) {
            return declare(pointer.target(), aroundPointer(pointer, declarator));
        }
        if (type instanceof Array array) {
            String count = array.count().isPresent() ? "" + array.count().getAsLong() : "";
            return declare(array.element(), declarator + "[" + count + "]");
        }
        if (type instanceof Function function) {
            return declare(function.result(), declarator + "(" + parameters(function) + ")");
        }
        if (type instanceof Qualified qualified) {
            return qualified.target() instanceof Pointer pointer
                    ? declare(pointer, spaced(qualified.qualifier(), declarator))
                    : qualified.qualifier() + " " + declare(qualified.target(), declarator);
        }
        return spaced(named(type), declarator);
    }

    private static String aroundPointer(Pointer pointer, String declarator) {
        String inner = pointer.symbol() + declarator;
        boolean bindsLess =
                pointer.target() instanceof Array || pointer.target() instanceof Function;
        return bindsLess ? "(" + inner + ")" : inner;
    }

    private static String parameters(Function function) {
        List<String> all = new ArrayList<>();
        function.parameters().forEach(p -> all.add(declare(p, "")));
        if (function.variadic()) {
            all.add("...");
        }
        return all.isEmpty() ? "void" : String.join(", ", all);
    }

    private static String named(Type type) {
        if (type instanceof Base base) {
            return base.name();
        }
        if (type instanceof Aggregate aggregate) {
            String tag = aggregate.tag().isEmpty() ? "{...}" : aggregate.tag();
            return aggregate.kind().keyword() + " " + tag;
        }
        if (type instanceof Alias alias) {
            return alias.name();
        }
        return type instanceof Opaque opaque ? opaque.description() : "void";
    }

    private static String spaced(String left, String right) {
        return right.isEmpty() ? left : left + " " + right;
    }
}
