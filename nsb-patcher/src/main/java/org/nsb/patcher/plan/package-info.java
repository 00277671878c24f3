// SPDX-License-Identifier: Apache-2.0

/**
 * Everything that is computed before anything is touched.
 *
 * <pre>
 *  TargetProcess ── ProcessInspector ──▶ ProcessView ─┐
 *  PatchFile ─────────────────────────▶ PatchImage ───┴─ Planner ──▶ PatchPlan
 * </pre>
 *
 * <p>{@link org.nsb.patcher.plan.ProcessView} is what was seen of the process: its mappings, the ELF
 * modules in it, the dynamic linker's search order, the patches that are there. {@link
 * org.nsb.patcher.plan.Planner} goes through these questions, each in a class of its own:
 *
 * <ol>
 *   <li>which module is meant ({@code TargetFinder})
 *   <li>is the old code what the patch expects ({@code CodeVerifier})
 *   <li>where do the jumps go, and of which kind are they ({@code JumpPlanner})
 *   <li>how is the image laid out ({@code ImageLayout}), and where ({@code AddressChooser})
 *   <li>what do the symbols stand for ({@code SymbolResolver}, {@code ThreadLocalResolver})
 *   <li>what is in the relocated fields ({@code RelocationBinder})
 *   <li>which code must be quiescent ({@code QuiescentRanges}, {@code ForeignStacks})
 * </ol>
 *
 * <pre>{@code
 * ProcessView view = new ProcessInspector().inspect(target);
 * PatchPlan plan = new Planner(view, PatchImage.of(file), cpu, cpus).plan(Set.of(), clock.instant());
 * }</pre>
 *
 * <p>{@link org.nsb.patcher.plan.RevertPlanner} does the same for the way back. The process is
 * untrusted input: lengths and chains are bounded, and what is not understood is refused.
 */
package org.nsb.patcher.plan;
