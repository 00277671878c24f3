// SPDX-License-Identifier: Apache-2.0

/**
 * Second opinions about stacks, by unwind information (call frame information, CFI).
 *
 * <p>{@link org.nsb.patcher.target.linux.unwind.LinuxUnwinders} knows which unwinder serves which
 * architecture: libunwind where it has been built for it, otherwise {@code CallFrameUnwinder}, which
 * reads the same tables itself. It is loaded when it is needed:
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
