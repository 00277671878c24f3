// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.util.List;
import org.nsb.vzpatch.CodeRange;
import org.nsb.vzpatch.ReplacedFunction;

/**
 * An old function as it was found in memory and recognised.
 *
 * @param function what the metadata say
 * @param address of its first byte
 * @param ranges all its code, by addresses of the process
 * @param entry the program's own bytes from {@code address} on: the first range and the padding
 *     behind it
 */
record FunctionCode(ReplacedFunction function, long address, List<CodeRange> ranges, byte[] entry) {
    FunctionCode {
        ranges = List.copyOf(ranges);
    }
}
