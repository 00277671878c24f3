// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import org.nsb.patcher.target.MemoryMap;

/**
 * Walks the stack of a stopped thread by the unwind information (CFI) that is mapped in the target:
 * the second opinion about words on a stack that look like return addresses.
 *
 * <p>An unwinder remembers what it learnt about code, so that the second walk through the same code
 * is fast. It never guesses: code without unwind information ends the walk.
 */
public interface Unwinder extends AutoCloseable {

    /**
     * Visits the frames of a thread from the innermost to the outermost.
     *
     * @param registers as {@code PTRACE_GETREGS} gives them
     * @param memory of the target, which stands still
     */
    Ending walk(ByteBuffer registers, Memory memory, Frames frames);

    /** The code address at which the last walk came to its end. */
    long endedAt();

    /**
     * Where the frames of a thread end after a {@link Ending#COMPLETE} walk: the stack pointer that
     * its first function would leave behind.
     */
    long outermost();

    /** Says that modules may have been loaded or unloaded. */
    void update(MemoryMap map);

    @Override
    void close();

    /** Where a walk gets the thread's memory from. */
    interface Memory {
        /**
         * As {@link org.nsb.patcher.target.ThreadControl#read}.
         *
         * @return how many bytes were read, at most {@code length}; or a negative errno
         */
        int read(long address, ByteBuffer into, int length);
    }

    /** Who looks at the frames. */
    interface Frames {
        /**
         * Looks at a frame.
         *
         * @param pc program counter of the innermost frame and of those interrupted by a signal;
         *     the return address in all others
         * @return whether to go on
         */
        boolean frame(long pc);
    }

    /** How a walk ended. Only {@link #COMPLETE} proves anything. */
    enum Ending {
        /** At a frame whose return address is undefined or 0: the thread's first function. */
        COMPLETE,
        /** {@link Frames#frame} said so. */
        STOPPED,
        /** At code that has no unwind information. */
        NO_UNWIND_INFORMATION,
        /** At a frame that makes no sense, or at memory that cannot be read. */
        DAMAGED,
        /** After more frames than any thread can have. */
        TOO_DEEP
    }
}
