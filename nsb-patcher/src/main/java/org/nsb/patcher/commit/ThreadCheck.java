// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

/** A look at all threads of a {@link ThreadSet} while they stand still. */
interface ThreadCheck {

    /** Looks at all stopped threads and notes in {@link Findings} those that are in the way. */
    void inspectAll();

    /** Looks at one thread. */
    void inspect(int thread);
}
