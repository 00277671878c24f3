// SPDX-License-Identifier: Apache-2.0

/**
 * A running process as the patcher sees it: interfaces and values, no native call.
 *
 * <p>{@link org.nsb.patcher.target.TargetProcess} is opened without stopping anything. Reading and
 * writing its {@link org.nsb.patcher.target.RemoteMemory memory} and looking at its {@link
 * org.nsb.patcher.target.MemoryMap mappings} happens while it runs. Two things need stopped threads,
 * and each has its own interface: {@link org.nsb.patcher.target.RemoteThread} borrows one thread for a
 * few system calls; {@link org.nsb.patcher.target.ThreadControl} stops all of them.
 *
 * <p>{@code target.linux} implements all this; tests use a fake, so that every fault can be played.
 */
package org.nsb.patcher.target;
