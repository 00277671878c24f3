// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

/**
 * What {@code /proc/PID/task/TID/status} says about a thread; read while nothing is stopped.
 *
 * @param name as in {@code man 5 proc}; the target can choose it
 * @param state one letter, for instance {@code D}
 * @param stateText the kernel's word for it, for instance {@code disk sleep}
 * @param tracer id of the <em>thread</em> that traces this one, 0 for none
 * @param tracerName its name; empty without a tracer
 */
public record ThreadStatus(
        String name, char state, String stateText, int tracer, String tracerName) {

    /** Whether the thread has ended and only waits for somebody to take note of it. */
    public boolean ended() {
        return state == 'Z' || state == 'X';
    }
}
