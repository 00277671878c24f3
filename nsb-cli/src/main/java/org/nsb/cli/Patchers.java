// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.time.Clock;
import org.nsb.arch.Architectures;
import org.nsb.patcher.Patcher;
import org.nsb.patcher.commit.Committer;
import org.nsb.patcher.target.linux.LinuxProcesses;
import org.nsb.patcher.target.linux.ProcFileLocks;
import org.nsb.patcher.target.linux.unwind.LinuxUnwinders;

/** Puts the patcher together for the machine that nsb runs on. */
final class Patchers {
    private Patchers() {}

    static Patcher onThisMachine() {
        return new Patcher(
                LinuxProcesses.create(),
                new ProcFileLocks(),
                Architectures.installed(),
                new Committer(new LinuxUnwinders()),
                Clock.systemUTC());
    }
}
