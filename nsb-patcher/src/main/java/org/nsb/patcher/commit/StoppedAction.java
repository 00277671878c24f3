// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

/** What is done once all threads stand still and none is in the way. */
interface StoppedAction {

    /** Does it; inside the pause. */
    Outcome run();
}
