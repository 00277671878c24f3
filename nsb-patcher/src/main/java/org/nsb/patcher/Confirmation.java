// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.Arrays;
import org.nsb.patcher.commit.CodeChange;
import org.nsb.patcher.target.RemoteAddress;
import org.nsb.patcher.target.TargetProcess;

/** Reads back what was written, while the target runs. */
final class Confirmation {
    private final TargetProcess target;

    Confirmation(TargetProcess target) {
        this.target = target;
    }

    /**
     * Makes sure that a change is in effect.
     *
     * @throws TargetFailureException if other bytes are there
     */
    void written(CodeChange change) {
        for (CodeChange.TextWrite write : change.writes()) {
            byte[] now = target.memory().bytes(write.address(), write.replacement().length);
            if (!Arrays.equals(now, write.replacement())) {
                throw new TargetFailureException(
                        target.pid(),
                        "the code at %s of process %d is not what has just been written there; somebody else is changing it"
                                .formatted(new RemoteAddress(write.address()), target.pid()));
            }
        }
    }
}
