// SPDX-License-Identifier: Apache-2.0

/**
 * Processes of a Linux machine: {@code /proc}, ptrace and the C library, through jnr-ffi. No other
 * package makes native calls for the patcher.
 *
 * <pre>
 *  LinuxProcesses ── open(pid) ──▶ LinuxProcess
 *                                    ├ ProcFs            /proc/PID, held open: maps, status, threads
 *                                    ├ ProcMemory        /proc/PID/mem, held open
 *                                    ├ LinuxThreadControl  stop all threads, without allocating
 *                                    ├ LinuxRemoteThread   one thread makes calls for nsb
 *                                    ├ LinuxRemoteFile     a memory file of the target
 *                                    └ RehearsedProcess    nobody, to practise the two above with
 *  all of them ──▶ HostCalls (negative errno) ──▶ LibC (jnr-ffi)
 *  failures    ──▶ Failures: from errno to a PatcherException that says why and what to do
 * </pre>
 *
 * <pre>{@code
 * try (TargetProcess target = LinuxProcesses.create().open(pid)) {
 *     MemoryMap map = target.memoryMap();
 *     byte[] header = target.memory().bytes(map.mappings().get(0).start(), 64);
 * }
 * }</pre>
 */
package org.nsb.patcher.target.linux;
