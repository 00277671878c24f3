// SPDX-License-Identifier: Apache-2.0

/**
 * Puts patches into running processes and takes them out again.
 *
 * <p>{@link org.nsb.patcher.Patcher} reads as the list of its stages; each stage is a package and hands
 * an immutable value to the next:
 *
 * <pre>
 *  inspect   what is mapped, what is applied already      ProcessView        target runs
 *  plan      every address, every byte, every range       PatchPlan          target runs
 *  stage     bring the image in by one thread's calls     StagedPatch        one thread stops
 *  commit    stop, check, write the jumps, resume         CommitReport       all threads stop
 *  confirm   read back                                    AppliedPatch       target runs
 * </pre>
 *
 * <p>Failures that a user can meet are {@link org.nsb.patcher.PatcherException}s.
 */
package org.nsb.patcher;
