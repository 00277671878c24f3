// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.List;

/**
 * What one stop of the target does: text to be written, and code that nobody may be in meanwhile.
 *
 * @param writes in the order in which they are done
 * @param quiescent code that no thread may execute or return into
 */
public record CodeChange(List<TextWrite> writes, List<QuiescentRange> quiescent) {
    public CodeChange {
        writes = List.copyOf(writes);
        quiescent = List.copyOf(quiescent);
    }

    /**
     * A few bytes of code to be replaced.
     *
     * @param address of the first byte
     * @param expected what must stand there immediately before the change
     * @param replacement as many bytes
     */
    public record TextWrite(long address, byte[] expected, byte[] replacement) {}

    /**
     * Code that has to be left alone by all threads.
     *
     * @param start first address
     * @param end first address behind it
     * @param name function or patch, for messages
     */
    public record QuiescentRange(long start, long end, String name) {}
}
