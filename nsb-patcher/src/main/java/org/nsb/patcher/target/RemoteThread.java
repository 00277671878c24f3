// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

import org.nsb.arch.SystemCall;

/**
 * One stopped thread of the target that makes calls for nsb.
 *
 * <p>Whatever happens to nsb, the thread continues where it was stopped: a signal frame with its
 * state lies on its stack before the first call. {@link #close} gives it back its registers and its
 * signal mask and detaches.
 *
 * <pre>{@code
 * try (RemoteThread thread = target.borrowThread(cpu)) {
 *     long name = thread.put("nsb:1234\0".getBytes(US_ASCII));
 *     long fd = thread.call(cpu.systemCalls().memfdCreate(name, MFD_CLOEXEC));
 * }
 * }</pre>
 */
public interface RemoteThread extends AutoCloseable {

    /** Id of the thread. */
    int tid();

    /**
     * Places bytes on the thread's stack, where they stay until {@link #close}.
     *
     * @return their address
     */
    long put(byte[] bytes);

    /**
     * Performs a system call.
     *
     * @return the result, not negative
     * @throws RemoteCallException if the kernel refused
     */
    long call(SystemCall call);

    /**
     * Calls a function without arguments.
     *
     * @param address of the function
     * @return what it left in the result register
     * @throws RemoteCallException if it did not return, for instance because of a signal
     */
    long callFunction(long address);

    /** How long it stood still in microseconds; until now, if it is not yet closed. */
    long stoppedMicros();

    @Override
    void close();
}
