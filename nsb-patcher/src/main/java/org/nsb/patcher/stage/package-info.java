// SPDX-License-Identifier: Apache-2.0

/**
 * Brings the image of a patch into the target, and takes it out.
 *
 * <p>One thread of the target is borrowed for a few system calls; the others run. A {@link
 * org.nsb.patcher.plan.PatchPlan} goes in, a {@link org.nsb.patcher.stage.StagedPatch} comes out, which
 * takes itself out again unless it is told to stay:
 *
 * <pre>{@code
 * try (StagedPatch staged = new Stager(target).stage(plan)) {
 *     staged.phase(Phase.COMMITTING);
 *     ... // the jumps are written
 *     staged.keep();
 * }
 * }</pre>
 *
 * <p>While the thread stands still there is no time for a JVM to load, link and compile code:
 * {@code BorrowRehearsal} has done the same with nobody before.
 *
 * <p>The content is complete before the first part is mapped, the control region is the first part,
 * and whatever fails is undone in reverse order. So a run that dies at any point leaves at most a
 * closed-on-exec descriptor and mappings that the next run recognises.
 */
package org.nsb.patcher.stage;
