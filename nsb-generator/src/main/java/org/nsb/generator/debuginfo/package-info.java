// SPDX-License-Identifier: Apache-2.0

/**
 * What debug information (DWARF 2 to 5) says about a few names of an ELF file.
 *
 * <p>In flows the path of a file and the names of interest, out comes one immutable {@link
 * org.nsb.generator.debuginfo.DebugInfo}: functions with their code ranges, prototypes, static
 * locals and inlined copies, variables with their addresses and types. elfutils' libdw does the
 * decoding; its handles live no longer than one call of {@link
 * org.nsb.generator.debuginfo.DebugInfoReader#read}.
 *
 * <pre>{@code
 * Path file = new DebugFileFinder().find(target, path, Optional.empty()).orElseThrow();
 * DebugInfo info = new DebugInfoReader().read(file, names::contains);
 * for (DebugFunction f : info.functions("lookup")) {
 *     System.out.println(f.declared() + ": " + f.prototype().declaring(f.name()));
 * }
 * }</pre>
 */
package org.nsb.generator.debuginfo;
