// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.stage;

import org.nsb.patcher.target.RemoteAddress;

/** The program mapped something where the image was to go; another plan may succeed. */
public final class PlaceTakenException extends RuntimeException {
    PlaceTakenException(int pid, long address) {
        super(
                "process %d has mapped something at %s meanwhile"
                        .formatted(pid, new RemoteAddress(address)));
    }
}
