// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

/**
 * The body of a function inside another one.
 *
 * @param name of the function that was inlined, in the source
 * @param declared where that function is declared
 * @param into linkage name of the function that holds the copy
 * @param intoAddress link-time entry address of the function that holds the copy
 * @param unit of the function that holds the copy
 * @param call where the call stood
 */
public record InlinedCopy(
        String name,
        SourceLine declared,
        String into,
        long intoAddress,
        CompileUnit unit,
        SourceLine call) {}
