// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

/**
 * Where a function jump goes.
 *
 * @param code the old function
 * @param offset from the function's first byte to the jump, bytes
 * @param room bytes that the jump may take
 */
record JumpSite(FunctionCode code, int offset, long room) {
    /** Address of the jump. */
    long address() {
        return code.address() + offset;
    }
}
