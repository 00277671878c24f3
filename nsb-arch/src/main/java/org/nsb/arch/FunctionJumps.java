// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The instructions by which an old function hands over to its replacement.
 *
 * <p>The jump is written at {@code function + entryOffset}. It must be complete in memory before
 * any thread can execute it, and no thread may stand inside the bytes that it covers.
 */
public interface FunctionJumps {

    /**
     * Offset in bytes from a function's first byte to the place for the jump.
     *
     * <p>Greater than zero where the function starts with an instruction that must stay the first
     * one executed after an indirect call (a landing pad of control-flow protection).
     *
     * @param code the function's first bytes; fewer than {@link #longestEntry()} if the function is
     *     shorter
     */
    int entryOffset(ByteBuffer code);

    /** The greatest value that {@link #entryOffset} can return, in bytes. */
    int longestEntry();

    /** Length in bytes of every direct jump. */
    int directLength();

    /** Length in bytes of every indirect jump. */
    int indirectLength();

    /**
     * A jump that holds its distance.
     *
     * @param from address of the jump's first byte
     * @param to address of the new function
     * @return {@link #directLength()} bytes, or nothing if {@code to} is out of {@link #reach()}
     */
    Optional<byte[]> direct(long from, long to);

    /**
     * A jump to any address of the process.
     *
     * @return {@link #indirectLength()} bytes that hold no address of their own place
     */
    byte[] indirect(long to);

    /**
     * How far a direct jump reaches, in bytes, in both directions, counted from the end of the
     * jump; {@link Long#MAX_VALUE} where it reaches everything.
     */
    long reach();

    /**
     * Whether these bytes are nothing but padding between functions, so that a jump may cover them:
     * no-operation instructions of any length, trap bytes. Give all bytes up to the next function:
     * an instruction that the end cuts off does not count as padding. No bytes are padding.
     */
    boolean isPadding(ByteBuffer bytes);
}
