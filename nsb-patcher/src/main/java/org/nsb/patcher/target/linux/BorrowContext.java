// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import org.nsb.arch.Architecture;
import org.nsb.patcher.target.RemoteMemory;

/**
 * What the classes that borrow a thread work with.
 *
 * @param pid the process
 * @param architecture of its code
 */
record BorrowContext(
        int pid,
        Architecture architecture,
        PtraceCalls ptrace,
        RemoteMemory memory,
        FailureCauses failures) {}
