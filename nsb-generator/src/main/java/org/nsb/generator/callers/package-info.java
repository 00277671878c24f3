// SPDX-License-Identifier: Apache-2.0

/**
 * Finds callers that work only with the old version of a function.
 *
 * <p>When a compiler has seen a function, it may let callers in the same unit know more about it
 * than the calling convention says: which registers it leaves alone, so that values stay in them
 * across the call (gcc's {@code -fipa-ra}); that it needs no aligned stack ({@code
 * -fipa-stack-alignment}). A new version that follows the convention breaks such callers.
 *
 * <p>In flow the old functions ({@link org.nsb.generator.debuginfo.DebugFunction}) with the debug
 * information and code of their units, out come {@link org.nsb.generator.callers.Reliance}s. The
 * stages:
 *
 * <ol>
 *   <li>{@code Effects}: what the old function and all it calls overwrite. As soon as a call leads
 *       to where the compiler could not look, it had to assume the worst, and nobody relies on
 *       anything; most functions are done with here.
 *   <li>{@code UnitCode}: direct calls and jumps to the function in its unit. A caller hands on what
 *       its callee does to registers and stack, so its callers are looked at too.
 *   <li>{@code StackWalk}: the stack pointer at each call.
 *   <li>{@code ScratchWalk}: from each call on, along all paths, whether a register that the old
 *       code leaves alone is read before it is written. Results are not, nor are zeroing idioms;
 *       arguments of later calls are, as far as their prototypes are known.
 * </ol>
 *
 * <p><b>Certain or not.</b> A register that is read on a path from the call is certain, and a reason
 * to refuse. Where we cannot follow (a table of jumps, code that cannot be decoded, a call with
 * unknown arguments, a small structure as result) the caller may rely on it; but almost always it
 * does not, so that is worth a warning only, and only if the caller uses the register at all. Of
 * what is decided from the debug information, nothing is assumed to be known to the compiler unless
 * it says so: calls that it does not list (in inline assembly) do not make a function harmless,
 * and registers may outlive them.
 *
 * <p>What a CPU's registers, calls and instructions are is said by {@link
 * org.nsb.arch.CallingConvention}; instructions are taken apart by Capstone, whose handle lives no
 * longer than one call of {@link org.nsb.generator.callers.CallerCheck#run}.
 *
 * <pre>{@code
 * CallingConvention convention = cpu.callingConvention().orElseThrow();
 * CallerCheck check = new CallerCheck(cpu, convention, functions, sites, code);
 * check.run(List.of(leaf), f -> false).forEach(r -> System.out.println(r.caller().name() + " " + r.text()));
 * // caller keeps a value in rcx while it calls leaf() at caller+0x8 (0x1198), ...
 * }</pre>
 */
package org.nsb.generator.callers;
