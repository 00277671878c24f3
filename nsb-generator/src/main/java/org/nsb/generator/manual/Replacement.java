// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.Optional;
import org.nsb.elf.Symbol;
import org.nsb.generator.debuginfo.DebugFunction;

/**
 * A function of the patch and the one of the target that it replaces.
 *
 * @param targetName the name by which it was found
 * @param address link-time address in the target
 * @param debug what the target's debug information says; absent for functions without any
 * @param symbol the symbol of that name; absent if the target has none
 */
record Replacement(
        PatchFunction patch,
        String targetName,
        long address,
        Optional<DebugFunction> debug,
        Optional<Symbol> symbol) {}
