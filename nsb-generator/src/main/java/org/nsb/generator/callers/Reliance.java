// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import org.nsb.generator.debuginfo.DebugFunction;

/**
 * A place in the target that works only with the old version of a function.
 *
 * @param replaced the function
 * @param caller where the place is; {@code replaced} itself if it is called in a way of its own
 * @param address link-time address of the call
 * @param certain false if it only may be so
 * @param text what happens there, as a sentence about the caller
 */
public record Reliance(
        DebugFunction replaced, DebugFunction caller, long address, boolean certain, String text) {

    /** Whether not a caller but the whole calling convention of the function is the matter. */
    public boolean ownConvention() {
        return caller.address() == replaced.address();
    }
}
