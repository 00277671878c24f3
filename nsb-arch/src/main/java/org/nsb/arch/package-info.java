// SPDX-License-Identifier: Apache-2.0

/**
 * What a CPU is, as far as replacing functions is concerned: facts and pure functions.
 *
 * <p>One {@link org.nsb.arch.Architecture} value describes one CPU. It is chosen once per patch,
 * from the ELF header of the patch ({@code e_machine} and {@code EI_CLASS}), never from the host and
 * never by a condition in shared code:
 *
 * <pre>{@code
 * Architecture cpu = Architectures.installed().forElf(ElfClass.ELF64, 62);
 * byte[] jump = cpu.jumps().direct(0x1000, 0x2000).orElseThrow(); // e9 fb 0f 00 00
 * }</pre>
 *
 * <p>Addresses and bytes go in, bytes and values come out. Nothing here knows a process, a file or
 * the operating system's interfaces; what is Linux (system-call numbers, the signal frame) is
 * nevertheless a fact of the CPU's port and therefore here. A port is one sub-package with the
 * same file names as its neighbour, plus one line in {@code META-INF/services}.
 */
package org.nsb.arch;
