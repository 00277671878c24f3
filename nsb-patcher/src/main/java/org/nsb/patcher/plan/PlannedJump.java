// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.List;
import org.nsb.vzpatch.CodeRange;
import org.nsb.vzpatch.ReplacedFunction;

/**
 * One function jump that a plan is going to write.
 *
 * @param function that is replaced
 * @param functionAddress of the old function
 * @param ranges all its code, by addresses of the process
 * @param address of the jump's first byte
 * @param to address of the new function
 * @param pristine the program's own bytes at {@code address}
 * @param expected what stands there now: the same, or the jump of an older patch
 * @param jump what will stand there
 */
public record PlannedJump(
        ReplacedFunction function,
        long functionAddress,
        List<CodeRange> ranges,
        long address,
        long to,
        byte[] pristine,
        byte[] expected,
        byte[] jump) {
    public PlannedJump {
        ranges = List.copyOf(ranges);
    }

    /** The name of the function. */
    public String name() {
        return function.name();
    }
}
