// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.time.Clock;
import org.nsb.arch.Architectures;
import org.nsb.patcher.Patcher;

/** Puts the patcher together for the machine that nsb runs on. */
final class Patchers {
    private Patchers() {}

    static Patcher onThisMachine() {
        return null;
    }
}
