// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/** What the registers that an instruction names mean to it. */
public enum InstructionKind {
    /** What it reads decides what it does. */
    ORDINARY,
    /** It does nothing; it may name registers nevertheless. */
    PADDING,
    /** It names registers, but their contents make no difference: {@code xor a, a}. */
    INDIFFERENT,
    /** It passes on what it reads, perhaps without need: a saved register, the rest of a vector. */
    PASSING,
    /** The next instruction is never executed. */
    FINAL,
    /** It may read registers that it does not name: a system call. */
    OPAQUE
}
