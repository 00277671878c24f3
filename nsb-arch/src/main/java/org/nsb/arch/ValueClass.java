// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/** How a value is passed to and from functions, as far as matters for finding its register. */
public enum ValueClass {
    /** Nothing: {@code void}. */
    NONE,
    /** A number or pointer that fits into a general register. */
    GENERAL,
    /** An integer of twice that size. */
    GENERAL_PAIR,
    /** A floating-point number that fits into a vector register. */
    FLOAT,
    /** A floating-point number beyond {@code double}. */
    EXTENDED,
    /** Something that is always passed in memory. */
    MEMORY,
    /** It depends on more than is known here: a small structure, a complex number. */
    UNKNOWN
}
