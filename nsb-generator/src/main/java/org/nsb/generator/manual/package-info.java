// SPDX-License-Identifier: Apache-2.0

/**
 * Manual mode: the author wrote the new functions, we find out what they mean in the target.
 *
 * <p>{@link org.nsb.generator.manual.PatchModule} and {@link
 * org.nsb.generator.manual.TargetModule} are what was read; {@link
 * org.nsb.generator.manual.ManualMode} compares them and ends with a {@link
 * org.nsb.generator.manual.ManualMode.Match}: functions to be replaced, what every relocation of the
 * patch is bound to, and what is new. On the way:
 *
 * <ul>
 *   <li>{@link org.nsb.generator.manual.PatchChecks}: is the shared object fit at all;
 *   <li>{@link org.nsb.generator.manual.FunctionMatcher}: which function replaces which;
 *   <li>{@link org.nsb.generator.manual.ReplacementChecks}: prototypes, inlined copies, clones;
 *   <li>{@link org.nsb.generator.manual.ReplacedFunctions}: ranges, hashes, room for the jump;
 *   <li>{@code ReferenceResolver}: symbols of limited scope, by the macros of {@code nsb/vzp.h};
 *   <li>{@code SymbolChoice}, {@code RelocationBinder}: all other symbols, and the relocations.
 * </ul>
 *
 * <p>Everything that is wrong goes to {@link org.nsb.generator.Findings}; nobody stops at the first
 * problem.
 *
 * <p>What nobody here can see, because it takes a decoder of instructions: a jump of the old function
 * back into the first bytes, which the jump to the replacement will cover. Compilers do not emit
 * such loops into the first five bytes but for functions that begin with one; a thread that is
 * inside the old function is excluded by the patcher's check of the whole body.
 *
 * <pre>{@code
 * Findings findings = new Findings();
 * ManualMode.Match match = new ManualMode(patch, target, Set.of(), findings).match();
 * findings.refuseIfAny();
 * }</pre>
 */
package org.nsb.generator.manual;
