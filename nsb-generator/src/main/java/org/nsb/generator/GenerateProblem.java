// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import org.nsb.generator.debuginfo.SourceLine;

/**
 * One reason why a patch cannot be made.
 *
 * @param kind what sort of reason, for programs
 * @param symbol the function, variable or macro it is about; may be empty
 * @param place where in the patch's sources; {@link SourceLine#UNKNOWN} if that is not known
 * @param text what is wrong, in one or several lines
 * @param advice what to do; may be empty
 */
public record GenerateProblem(
        Kind kind, String symbol, SourceLine place, String text, String advice) {

    /** Sorts of reasons. */
    public enum Kind {
        /** The shared object is not fit to become a patch. */
        UNFIT_PATCH,
        /** A macro is used in a way that makes no sense. */
        BAD_MACRO,
        /** Several things of the target could be meant. */
        AMBIGUOUS,
        /** Nothing of the target is meant. */
        MISSING,
        /** Types or prototypes of patch and target differ. */
        TYPE_MISMATCH,
        /** One is static, the other is not. */
        SCOPE_MISMATCH,
        /** Code of the old function would stay in use elsewhere. */
        INLINED,
        /** The compiler changed how the function is called. */
        CLONED,
        /** A caller works with the old function only. */
        CALLER_DEPENDS,
        /** There is no room for the jump. */
        TOO_SHORT,
        /** The change cannot take effect in a running process. */
        INEFFECTIVE,
        /** A relocation that nsb does not know or cannot do. */
        RELOCATION,
        /** Nothing would be replaced. */
        NOTHING_TO_DO
    }

    /** {@code file:line: text}, with the advice in a line of its own. */
    @Override
    public String toString() {
        String where = place.file().isEmpty() ? "" : place + ": ";
        return where + text + (advice.isEmpty() ? "" : "\n    " + advice);
    }
}
