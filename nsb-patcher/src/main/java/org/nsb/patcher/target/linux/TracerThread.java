// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

/**
 * The one thread that may work on a target: the kernel takes the thread, not the process, for the
 * tracer, and refuses all others with ESRCH ({@code man 2 ptrace}).
 *
 * @param owner the thread
 */
record TracerThread(Thread owner) {

    static TracerThread current() {
        return new TracerThread(Thread.currentThread());
    }

    /**
     * @throws IllegalStateException if the caller is another thread
     */
    void check() {
        if (Thread.currentThread() != owner) {
            throw new IllegalStateException(
                    "a target process belongs to the thread that opened it, "
                            + owner.getName()
                            + ", and was used by "
                            + Thread.currentThread().getName());
        }
    }
}
