// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

/** What a symbol of the patch stands for in a process. */
public sealed interface SymbolValue {

    /**
     * An address, or 0 for an undefined weak symbol.
     *
     * @param size bytes; 0 if unknown
     */
    record Address(long address, long size) implements SymbolValue {}

    /**
     * What a function returns that has to be called in the target first (STT_GNU_IFUNC).
     *
     * @param resolver address of that function
     */
    record ResolverResult(long resolver) implements SymbolValue {}

    /**
     * A thread-local variable.
     *
     * @param definer the module whose TLS segment holds it
     * @param offset in that segment, bytes
     */
    record ThreadLocal(LoadedModule definer, long offset) implements SymbolValue {}
}
