// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import java.util.List;

/**
 * A function of the target module that the patch replaces.
 *
 * @param name of the ELF symbol, or of the debug information where there is none
 * @param aliases other names of the same address
 * @param file of the definition, as in the debug information; may be empty
 * @param targetAddress link-time address in the target module
 * @param patchAddress link-time address of the replacement in the patch
 * @param patchSize bytes of the replacement
 * @param ranges all code of the old function: first the one at {@code targetAddress}, then parts
 *     that the compiler moved away
 * @param sha256 over the bytes of all ranges in this order, as they stand in the target's file
 * @param padding bytes behind the first range that are padding and may be covered by the jump
 */
public record ReplacedFunction(
        String name,
        List<String> aliases,
        String file,
        long targetAddress,
        long patchAddress,
        long patchSize,
        List<CodeRange> ranges,
        Sha256 sha256,
        int padding) {
    public ReplacedFunction {
        aliases = List.copyOf(aliases);
        ranges = List.copyOf(ranges);
    }

    /** Bytes of the first range. */
    public long size() {
        return ranges.get(0).size();
    }
}
