// SPDX-License-Identifier: Apache-2.0

/**
 * The port to 64-bit x86.
 *
 * <p>One file per part of {@link org.nsb.arch.Architecture}, each opening with what is peculiar
 * about this CPU there. Only {@link org.nsb.arch.x86_64.X86_64} is visible, and that only for
 * {@code META-INF/services}:
 *
 * <pre>{@code
 * Architecture cpu = Architectures.installed().named("x86_64").orElseThrow();
 * byte[] jump = cpu.jumps().indirect(0x7f0012345678L); // ff 25 00 00 00 00 78 56 ...
 * }</pre>
 */
package org.nsb.arch.x86_64;
