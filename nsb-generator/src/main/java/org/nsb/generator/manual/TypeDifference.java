// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.OptionalLong;
import org.nsb.generator.debuginfo.Type;

/** Why two types that read the same are different all the same: the size of something inside. */
final class TypeDifference {
    private TypeDifference() {}

    /** A line to append to a message; empty if the spelling shows the difference. */
    static String explain(Type patch, Type target) {
        if (!patch.declaring("").equals(target.declaring(""))) {
            return "";
        }
        String found = find(patch, target);
        return found.isEmpty() ? "" : "\n    " + found;
    }

    private static String find(Type a, Type b) {
        if (a instanceof Type.Function x && b instanceof Type.Function y) {
            String result = find(x.result(), y.result());
            return result.isEmpty() ? findAny(x.parameters(), y.parameters()) : result;
        }
        if (a instanceof Type.Pointer x && b instanceof Type.Pointer y) {
            return find(x.target(), y.target());
        }
        if (a instanceof Type.Alias x && b instanceof Type.Alias y) {
            String inside = find(x.target(), y.target());
            return inside.isEmpty() && !x.target().sameAs(y.target())
                    ? x.name() + " is another type in the patch"
                    : inside;
        }
        if (a instanceof Type.Qualified x && b instanceof Type.Qualified y) {
            return find(x.target(), y.target());
        }
        if (a instanceof Type.Array x && b instanceof Type.Array y) {
            return find(x.element(), y.element());
        }
        if (a instanceof Type.Aggregate x && b instanceof Type.Aggregate y && !a.sameAs(b)) {
            return x.declaring("")
                    + " has "
                    + bytes(x.size())
                    + " in the patch, "
                    + bytes(y.size())
                    + " in the target";
        }
        return "";
    }

    private static String findAny(List<Type> a, List<Type> b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            String found = find(a.get(i), b.get(i));
            if (!found.isEmpty()) {
                return found;
            }
        }
        return "";
    }

    private static String bytes(OptionalLong size) {
        return (size.isPresent() ? size.getAsLong() : "?") + " bytes";
    }
}
