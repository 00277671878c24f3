// SPDX-License-Identifier: Apache-2.0

/**
 * The vzpatch metadata: what a patch says about itself.
 *
 * <p>The generator writes a {@link org.nsb.vzpatch.Vzpatch} into the section {@code vzpatch} of the
 * patch; the patcher reads it back from the file, and from the memory of processes to which the
 * patch was applied. Everybody works with the immutable records of this package; only {@link
 * org.nsb.vzpatch.VzpatchCodec} knows that they travel as protobuf.
 *
 * <pre>{@code
 * byte[] section = VzpatchCodec.encode(vzpatch);
 * Vzpatch same = VzpatchCodec.decode(section, "fix.so"); // or VzpatchFormatException
 * }</pre>
 */
package org.nsb.vzpatch;
