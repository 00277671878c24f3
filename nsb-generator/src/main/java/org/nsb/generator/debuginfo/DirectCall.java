// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

/**
 * A call whose target the compiler knew when it compiled the caller.
 *
 * @param name of the function that is called, in the source
 * @param declared where that function is declared
 * @param from linkage name of the function that calls
 * @param fromAddress its link-time entry address
 * @param unit of the caller
 */
public record DirectCall(
        String name, SourceLine declared, String from, long fromAddress, CompileUnit unit) {}
