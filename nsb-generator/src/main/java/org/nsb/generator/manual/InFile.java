// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import java.util.function.Function;
import org.nsb.generator.debuginfo.CompileUnit;
import org.nsb.generator.debuginfo.SourceLine;

/** What of several namesakes belongs to one file. */
final class InFile {
    private InFile() {}

    /**
     * Those whose unit's source is {@code file}; if there are none, those declared in {@code file},
     * which then is a file that others include.
     */
    static <T> List<T> select(
            List<T> all,
            SourcePath file,
            Function<T, CompileUnit> unit,
            Function<T, SourceLine> declared) {
        List<T> ofUnit = all.stream().filter(x -> file.matches(unit.apply(x))).toList();
        return ofUnit.isEmpty()
                ? all.stream().filter(x -> file.matches(declared.apply(x).file())).toList()
                : ofUnit;
    }
}
