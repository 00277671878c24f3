// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

/**
 * A call whose target the compiler knew when it compiled the caller.
 *
 * @param linkageName of the function that is called
 * @param declared where that function is declared
 * @param from linkage name of the function that calls
 * @param unit of the caller
 */
public record DirectCall(String linkageName, SourceLine declared, String from, CompileUnit unit) {}
