// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import org.nsb.patcher.target.ThreadControl;

/** A question about a process that can only be answered while it stands still. */
public interface StoppedQuestion {

    /**
     * Answers the question; inside the pause, so it should not do much else.
     *
     * @param control to read memory with; it must not be used for anything else
     */
    boolean holds(ThreadControl control);

    /**
     * The same question, answered by the same code, but with little work: it is asked some hundred
     * times before the pause. Nobody listens to the answer, and all threads run.
     */
    default StoppedQuestion rehearsal() {
        return this;
    }
}
