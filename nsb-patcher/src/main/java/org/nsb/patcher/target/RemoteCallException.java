// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

/** A call made by a thread of the target failed. */
public final class RemoteCallException extends RuntimeException {
    private final String call;
    private final int errno;

    /**
     * @param pid the process
     * @param call name of the system call or function
     * @param errno of the call; 0 if it did not come back
     * @param problem what happened
     */
    public RemoteCallException(int pid, String call, int errno, String problem) {
        super("%s in process %d: %s".formatted(call, pid, problem));
        this.call = call;
        this.errno = errno;
    }

    public String call() {
        return call;
    }

    public int errno() {
        return errno;
    }
}
