// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.List;
import java.util.Optional;

/**
 * What caller and callee agree on, and as much about single instructions as it takes to see whether
 * a caller has made another agreement.
 *
 * <p>Instructions are given as disassemblers write them: a mnemonic and operands, in lower case,
 * the destination first, registers by their usual names.
 */
public interface CallingConvention {

    /** Bytes to which the stack pointer is aligned where a call instruction stands; 2^n. */
    int stackAlignment();

    /** Bytes that a call instruction pushes. */
    int pushedByCall();

    /** All registers that a function may overwrite and that can hold a value between two calls. */
    List<RegisterPart> scratch();

    /**
     * What an instruction reads of the register of that name; empty for registers that are not
     * among {@link #scratch}.
     */
    Optional<RegisterPart> read(String name);

    /**
     * What an instruction overwrites when it writes the register of that name, together with what
     * becomes of the rest; empty for registers that are not among {@link #scratch}.
     */
    Optional<RegisterPart> written(String name);

    /** Registers of the arguments of class {@link ValueClass#GENERAL}, in their order. */
    List<String> generalArguments();

    /** Registers of the arguments of class {@link ValueClass#FLOAT}, in their order. */
    List<String> floatArguments();

    /**
     * Registers that have a meaning at a function's entry without being arguments: how many
     * arguments there are, the enclosing function's frame.
     */
    List<String> hiddenArguments();

    /** Where a result certainly is. */
    List<String> results(ValueClass type);

    /** Where a result may be; more than {@link #results} for {@link ValueClass#UNKNOWN} only. */
    List<String> possibleResults(ValueClass type);

    /** What the contents of the registers mean to an instruction. */
    InstructionKind kind(String mnemonic, String operands);

    /** Whether an instruction that jumps does so always. */
    boolean isUnconditional(String mnemonic);

    /** The stack after an instruction that is no call. */
    StackState after(StackState before, String mnemonic, String operands);

    /** The stack where a function begins whose caller has kept to the convention. */
    default StackState atEntry() {
        return new StackState(Math.floorMod(-pushedByCall(), stackAlignment()), StackState.UNKNOWN);
    }

    /**
     * What is known of the stack: addresses modulo {@link #stackAlignment}.
     *
     * @param pointer of the stack pointer, or {@link #UNKNOWN}
     * @param frame of the frame pointer, or {@link #UNKNOWN}
     */
    record StackState(int pointer, int frame) {
        /** It could be any. */
        public static final int UNKNOWN = -1;

        /** What is known where paths with this and another state meet. */
        public StackState meet(StackState other) {
            return new StackState(
                    pointer == other.pointer ? pointer : UNKNOWN,
                    frame == other.frame ? frame : UNKNOWN);
        }
    }
}
