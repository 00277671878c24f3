// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.ArrayList;
import java.util.List;
import org.nsb.generator.debuginfo.CompileUnit;

/**
 * A source path as a macro writes it, compared with those of debug information by whole components
 * from the end: {@code dir/file.c} is {@code /build/project/dir/file.c}, but not {@code
 * /build/otherdir/file.c}.
 *
 * @param components without "." and with ".." resolved where that is possible
 */
record SourcePath(List<String> components) {

    static SourcePath of(String path) {
        List<String> components = new ArrayList<>();
        for (String part : path.split("/")) {
            boolean goesUp = part.equals("..") && !components.isEmpty();
            if (goesUp && !components.get(components.size() - 1).equals("..")) {
                components.remove(components.size() - 1);
            } else if (!part.isEmpty() && !part.equals(".")) {
                components.add(part);
            }
        }
        return new SourcePath(List.copyOf(components));
    }

    /** Whether {@code full} ends like this path. */
    boolean matches(String full) {
        List<String> other = of(full).components;
        int surplus = other.size() - components.size();
        return !components.isEmpty()
                && surplus >= 0
                && other.subList(surplus, other.size()).equals(components);
    }

    boolean matches(CompileUnit unit) {
        return matches(unit.path());
    }

    /** The last component; empty if there is none. */
    String fileName() {
        return components.isEmpty() ? "" : components.get(components.size() - 1);
    }

    /** Whether both, seen from {@code directory} if they are relative, are one and the same. */
    static boolean same(String a, String b, String directory) {
        return of(absolute(a, directory)).equals(of(absolute(b, directory)));
    }

    private static String absolute(String path, String directory) {
        return path.startsWith("/") ? path : directory + "/" + path;
    }
}
