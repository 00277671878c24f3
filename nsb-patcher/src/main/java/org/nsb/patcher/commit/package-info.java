// SPDX-License-Identifier: Apache-2.0

/**
 * The short moment in which the target stands still.
 *
 * <p>A {@link org.nsb.patcher.commit.CodeChange} (what to write, which code nobody may be in) goes
 * in, a {@link org.nsb.patcher.commit.CommitReport} comes out:
 *
 * <pre>{@code
 * CommitReport report = new Committer(unwinders).commit(target, architecture, change, policy);
 * }</pre>
 *
 * <p>One attempt, and what it is made of:
 *
 * <pre>
 *  ThreadSet.seizeAll          attach to all threads                      they run
 *  ThreadSet.interruptAll ─┐
 *  ThreadSet.awaitAll      │   until the list holds nobody new
 *  ThreadSet.readRegisters │
 *  QuiescenceCheck         │   program counters, stacks; unwinder         the pause
 *  CodeWriter              │   compare, write, read back
 *  ThreadSet.release ──────┘   with the signals caught
 * </pre>
 *
 * <p>{@code StopLoop} repeats attempts with pauses in between, in which all threads run; {@code
 * Rehearsal} plays the attempt before the first one, whatever its task is. Between {@code interruptAll} and {@code
 * release} nothing is allocated or thrown: what an attempt needs is in {@code StopContext}, what it
 * finds is noted as numbers in {@code Findings}. An unwinder may allocate; it is asked only about
 * threads with a suspicious word on their stacks.
 */
package org.nsb.patcher.commit;
