// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.Optional;

/** The relocation types of one CPU that a linked patch can contain. */
public interface Relocations {

    /**
     * What a relocation type means.
     *
     * @param type {@code ELF32_R_TYPE} or {@code ELF64_R_TYPE} of {@code r_info}
     * @return the rule, or nothing if nsb does not know the type (which must be refused)
     */
    Optional<RelocationRule> rule(int type);

    /** The name of the psABI for a type, or {@code type N} if it has none here; for messages. */
    default String name(int type) {
        return rule(type).map(RelocationRule::name).orElse("type " + type);
    }
}
