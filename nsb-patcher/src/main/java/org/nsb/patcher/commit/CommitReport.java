// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

/**
 * What stopping the threads has cost.
 *
 * @param attempts stops, the last one included
 * @param threads that were stopped in the last one
 * @param pauseMicros of the last one, from the first thread's interruption to the last one's
 *     release
 * @param longestPauseMicros of all attempts
 */
public record CommitReport(int attempts, int threads, long pauseMicros, long longestPauseMicros) {
    /** Nothing was stopped. */
    public static final CommitReport NONE = new CommitReport(0, 0, 0, 0);
}
