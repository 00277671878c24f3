// SPDX-License-Identifier: Apache-2.0

/**
 * Second opinions about stacks, from libraries that understand unwind information (CFI).
 *
 * <p>{@link org.nsb.patcher.target.linux.unwind.LinuxUnwinders} knows which library serves which
 * architecture, and loads it when it is needed:
 *
 * <pre>{@code
 * Committer committer = new Committer(new LinuxUnwinders());
 * }</pre>
 *
 * <p>Everything comes from the memory of the target, nothing from files: the tables that the
 * modules have mapped (PT_GNU_EH_FRAME), and the stacks. So it makes no difference whether a file
 * has been deleted or replaced, or lies in another mount namespace.
 */
package org.nsb.patcher.target.linux.unwind;
