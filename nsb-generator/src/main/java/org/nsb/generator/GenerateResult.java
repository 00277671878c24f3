// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator;

import java.nio.file.Path;
import java.util.List;
import org.nsb.vzpatch.Vzpatch;

/**
 * A patch that was written.
 *
 * @param output the file
 * @param vzpatch its metadata: what is replaced, what is new, what is bound
 * @param linked symbols of limited scope that were found in the target, in the order of their names
 * @param debugFile where the target's debug information came from
 * @param warnings what the author should know
 */
public record GenerateResult(
        Path output,
        Vzpatch vzpatch,
        List<LinkedSymbol> linked,
        Path debugFile,
        List<String> warnings) {
    public GenerateResult {
        linked = List.copyOf(linked);
        warnings = List.copyOf(warnings);
    }

    /**
     * A symbol that a macro named.
     *
     * @param name in the patch
     * @param targetName in the target
     * @param file where the target defines it, with the line; may be empty
     * @param address link-time address in the target; of a thread-local variable its offset
     */
    public record LinkedSymbol(String name, String targetName, String file, long address) {}
}
