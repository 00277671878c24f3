// SPDX-License-Identifier: Apache-2.0

/**
 * Writes the patch file: the author's shared object as it is, plus the section {@code vzpatch} with
 * the encoded {@link org.nsb.vzpatch.Vzpatch}, minus the ability to be loaded with {@code dlopen}.
 *
 * <pre>{@code
 * new PatchWriter().write(Path.of("fix.so"), vzpatch, Path.of("fix.patch.so"));
 * PatchFile patch = PatchFile.read(Path.of("fix.patch.so"));
 * }</pre>
 */
package org.nsb.generator.link;
