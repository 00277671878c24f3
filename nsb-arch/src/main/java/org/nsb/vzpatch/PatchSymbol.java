// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

/** Something that a relocation of the patch refers to, and how its address is found. */
public sealed interface PatchSymbol {

    /** The name as the patch knows it. */
    String name();

    /**
     * Found in the process by the dynamic linker's rule.
     *
     * @param version required version; empty for none
     * @param weak whether the value is 0 where nothing defines the symbol
     * @param threadLocal whether it is a thread-local variable
     */
    record DynamicLookup(String name, String version, boolean weak, boolean threadLocal)
            implements PatchSymbol {}

    /**
     * Something of the target module at a link-time address.
     *
     * @param file of the definition; may be empty
     * @param address link-time address in the target module
     * @param size bytes; 0 if unknown
     */
    record TargetAddress(String name, String file, long address, long size)
            implements PatchSymbol {}

    /**
     * Something of the patch itself.
     *
     * @param address link-time address in the patch
     * @param size bytes; 0 if unknown
     */
    record PatchAddress(String name, long address, long size) implements PatchSymbol {}

    /**
     * A thread-local variable of the target module.
     *
     * @param offset inside the module's TLS segment
     */
    record TargetThreadLocal(String name, long offset) implements PatchSymbol {}

    /**
     * The address that stands in a slot of the target module.
     *
     * @param slot link-time address of the slot
     */
    record TargetSlot(String name, long slot) implements PatchSymbol {}

    /**
     * What a resolver function of the target module returns (STT_GNU_IFUNC).
     *
     * @param resolver link-time address of the resolver
     */
    record TargetResolver(String name, long resolver) implements PatchSymbol {}
}
