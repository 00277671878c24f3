// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.Optional;

/**
 * The version of a dynamic symbol (LSB, "Symbol Versioning").
 *
 * @param name for example {@code GLIBC_2.17}
 * @param isDefault of a definition: the one that {@code name@@version} stands for, not hidden by
 *     VERSYM_HIDDEN. False for a reference
 * @param file of a reference: the library that is expected to define it (vn_file)
 */
public record SymbolVersion(String name, boolean isDefault, Optional<String> file) {
    @Override
    public String toString() {
        return (isDefault ? "@@" : "@") + name;
    }
}
