// SPDX-License-Identifier: Apache-2.0

/**
 * The port to 32-bit x86, for processes that a 64-bit kernel runs in compatibility mode.
 *
 * <p>One file per part of {@link org.nsb.arch.Architecture}, each opening with what is peculiar
 * about this CPU there; what it has in common with 64-bit mode is in {@link org.nsb.arch.intel}.
 * Only {@link org.nsb.arch.x86.X86} is visible, and that only for {@code META-INF/services}:
 *
 * <pre>{@code
 * Architecture cpu = Architectures.installed().named("x86").orElseThrow();
 * byte[] jump = cpu.jumps().direct(0xf7fc1000L, 0x1000).orElseThrow(); // e9 fb ff 03 08
 * }</pre>
 */
package org.nsb.arch.x86;
