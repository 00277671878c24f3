// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

/** How an attempt ended, as known inside the pause. */
enum Outcome {
    /** It did what it was to do. */
    DONE,
    /** Threads are in the way. */
    BUSY,
    /** The process has ended. */
    GONE,
    /** There are more threads than was expected; nothing was stopped. */
    TOO_MANY_THREADS,
    /** The kernel does not let us attach to a thread. */
    REFUSED,
    /** The code is not what it was when the change was planned. */
    CHANGED,
    /** Reading or writing failed; everything is as it was. */
    FAILED,
    /** Writing failed, and what had been written could not be restored. */
    TORN
}
