// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.util.List;
import java.util.OptionalLong;

/**
 * One instruction.
 *
 * @param size bytes
 * @param flow where it leads
 * @param target of a direct call, jump or branch
 * @param read registers that it reads, by the names of the parts it reads
 * @param written likewise
 */
record Instruction(
        long address,
        int size,
        String mnemonic,
        String operands,
        Flow flow,
        OptionalLong target,
        List<String> read,
        List<String> written) {

    /** Where execution goes on. */
    enum Flow {
        /** With the next instruction. */
        NEXT,
        /** With the next one or at the target. */
        BRANCH,
        /** At the target; somewhere, if there is none. */
        JUMP,
        /** With the next one, after the function that is called. */
        CALL,
        /** In the caller. */
        RETURN
    }

    long end() {
        return address + size;
    }

    boolean is(Flow other) {
        return flow == other;
    }
}
