// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.Optional;
import org.nsb.generator.debuginfo.SourceLine;

/**
 * What one macro of {@code nsb/vzp.h} left in the section {@code .vzp.records}.
 *
 * @param unit {@code __BASE_FILE__}: DW_AT_name of the compilation unit
 * @param position increases through the unit and is unique in it
 * @param place of the macro
 * @param name the symbol; empty for {@link Kind#FILE}
 * @param argument path, target's name, or empty
 */
public record VzpRecord(
        Kind kind, String unit, int position, SourceLine place, String name, String argument) {

    /** What the macro was. */
    public enum Kind {
        FILE("file"),
        ALIAS("alias"),
        STATIC_VAR("static-var"),
        STATIC_FUNC("static-func"),
        HIDDEN_VAR("hidden-var"),
        HIDDEN_FUNC("hidden-func"),
        PROTECTED_VAR("protected-var"),
        PROTECTED_FUNC("protected-func"),
        INTERNAL_VAR("internal-var"),
        INTERNAL_FUNC("internal-func");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        static Optional<Kind> of(String word) {
            for (Kind kind : values()) {
                if (kind.word.equals(word)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }

        /** Whether the macro declares something of the target. */
        public boolean isReference() {
            return this != FILE && this != ALIAS;
        }

        /** Whether it declares a function. */
        public boolean isFunction() {
            return word.endsWith("-func");
        }

        /** Whether it declares something static. */
        public boolean isStatic() {
            return this == STATIC_VAR || this == STATIC_FUNC;
        }

        /** {@code static}, {@code hidden}, ... */
        public String scope() {
            return word.replaceFirst("-.*", "");
        }
    }
}
