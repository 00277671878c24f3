// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.List;

/**
 * What one stop of the target does: text to be written, and code that nobody may be in meanwhile.
 *
 * @param writes in the order in which they are done
 * @param quiescent code that no thread may execute or return into
 * @param foreignStacks whether the process can have suspended contexts on stacks that belong to no
 *     thread at the moment, for instance because a module imports {@code makecontext} or {@code
 *     swapcontext}; then all of its private writable memory is searched too, inside the pause
 */
public record CodeChange(
        List<TextWrite> writes, List<QuiescentRange> quiescent, boolean foreignStacks) {
    public CodeChange {
        writes = List.copyOf(writes);
        quiescent = List.copyOf(quiescent);
    }

    /** A change of a process without suspended contexts. */
    public CodeChange(List<TextWrite> writes, List<QuiescentRange> quiescent) {
        this(writes, quiescent, false);
    }

    /**
     * A few bytes of code to be replaced.
     *
     * @param address of the first byte
     * @param expected what must stand there immediately before the change
     * @param replacement as many bytes
     */
    public record TextWrite(long address, byte[] expected, byte[] replacement) {
        public TextWrite {
            if (expected.length != replacement.length) {
                throw new IllegalArgumentException(
                        expected.length + " bytes expected, " + replacement.length + " to write");
            }
        }
    }

    /**
     * Code that has to be left alone by all threads.
     *
     * <p>A range that contains one of the writes is taken for a function that starts with its
     * entry: a pointer to its start, which programs keep in variables, is then not mistaken for a
     * thread that is inside.
     *
     * @param start first address
     * @param end first address behind it
     * @param name function or patch, for messages
     */
    public record QuiescentRange(long start, long end, String name) {}
}
