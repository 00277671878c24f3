// SPDX-License-Identifier: Apache-2.0

/**
 * What nsb leaves in a process, and how it is found again.
 *
 * <p>Every patch is one memory file, mapped under the name {@code /memfd:nsb:<build-id>:<name>}.
 * Its first pages are the control region: a header, a {@link org.nsb.patcher.state.StateRecord} and
 * the patch's vzpatch metadata. Nothing is kept outside of the process, so the records live exactly
 * as long as what they describe, and a forked child carries its own copy.
 *
 * <pre>{@code
 * InstalledPatches installed = new PatchScanner(target).scan();      // reads only
 * JumpLayers layers = JumpLayers.read(target.memory(), installed.patches());
 * byte[] now = layers.text(address, pristine);                       // jumps over program bytes
 * byte[] then = layers.without(patch).text(address, pristine);       // ... once it is reverted
 * }</pre>
 *
 * <p>A record never changes, except for one word: the phase. The original bytes it keeps are the
 * program's own, never another patch's jump; the order of patches is in their sequence numbers.
 * Whatever else was interrupted, the text in memory is the truth.
 */
package org.nsb.patcher.state;
