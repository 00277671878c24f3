// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target;

import java.util.List;
import java.util.Optional;

/**
 * A running process. Opening it stops nothing; closing it lets go of everything that is still held.
 *
 * <p>All methods are called from one thread, the one that opened the process: the kernel binds a
 * tracer to its thread.
 */
public interface TargetProcess extends ThreadLender {

    /** {@code /proc/PID/comm}. */
    String command();

    RemoteMemory memory();

    /** The mappings as they are now. */
    MemoryMap memoryMap();

    /**
     * A value of the auxiliary vector ({@code man 3 getauxval}), for instance AT_PHDR = 3.
     *
     * @return the value, or 0 if the vector has no such entry
     */
    long auxiliaryValue(int type);

    /** Ids of all threads now, in ascending order. */
    List<Integer> threads();

    /** What {@code man 5 proc} calls the name of a thread; empty if it has ended. */
    String threadName(int tid);

    /** What the kernel says about a thread; empty if it is no more. */
    Optional<ThreadStatus> threadStatus(int tid);

    /** The means to stop all threads at once. */
    ThreadControl threadControl();

    /**
     * Nobody, who lends a thread that does not exist: what is then done with the real one goes
     * through the very same code, which the JVM has loaded, linked and compiled by then. Each
     * remote call returns its first argument, and each descriptor is that of an empty memory file.
     * This process notices nothing.
     *
     * @return to be closed by the caller; empty if this machine cannot do it
     */
    Optional<ThreadLender> rehearsal();

    /**
     * Descriptors of the target that lead to something whose name starts like this: memory files
     * that an interrupted run has left behind are shown as {@code /memfd:NAME (deleted)}.
     */
    List<Integer> descriptorsOf(String prefix);

    /**
     * Other processes that share the target's memory without being its threads, for instance a
     * child of vfork that has not yet executed its program. They cannot be stopped with the target.
     */
    List<Integer> sharers();
}
