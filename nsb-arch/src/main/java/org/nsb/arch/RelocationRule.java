// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/**
 * One relocation type: which value is stored, and how wide the field is.
 *
 * @param name the psABI's name of the type
 * @param formula what is computed
 * @param width bytes of the field: 0 (nothing is stored), 1, 2, 4 or 8
 * @param range which values fit into the field
 */
public record RelocationRule(String name, Formula formula, int width, Range range) {

    /**
     * The psABI's calculations, in its own letters: S is the symbol's value, A the addend, P the
     * place, B the load bias of the patch.
     */
    public enum Formula {
        /** Nothing is stored. */
        NONE,
        /** S + A. */
        SYMBOL,
        /** S + A - P. */
        PC_RELATIVE,
        /** S: a slot of the global offset table (GLOB_DAT, JUMP_SLOT). */
        SLOT,
        /** B + A. */
        BASE_RELATIVE,
        /** The result of calling the function at B + A. */
        INDIRECT,
        /** The number of the TLS module that defines S. */
        TLS_MODULE,
        /** S + A as offset inside its module's TLS block. */
        TLS_OFFSET,
        /** S + A as offset from the thread pointer (added to it). */
        TLS_THREAD_OFFSET,
        /**
         * A minus the offset of S from the thread pointer: to be subtracted from the thread
         * pointer. The addend is not negated.
         */
        TLS_THREAD_OFFSET_NEGATED,
        /** st_size + A. */
        SIZE
    }

    /** Which 64-bit results fit into the field. */
    public enum Range {
        /** All values: the field is as wide as an address, or the CPU's addresses wrap around. */
        ANY,
        /** The value must be equal to the sign-extension of the field. */
        SIGNED,
        /** The value must be equal to the zero-extension of the field. */
        UNSIGNED
    }

    /** Whether {@code value} can be stored without loss. */
    public boolean fits(long value) {
        int bits = width * 8;
        if (bits == 0 || bits == Long.SIZE) {
            return true;
        }
        return switch (range) {
            case ANY -> true;
            case SIGNED -> value >> (bits - 1) == 0 || value >> (bits - 1) == -1;
            case UNSIGNED -> value >>> bits == 0;
        };
    }
}
