// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import org.nsb.arch.Architecture;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.ThreadControl;

/**
 * What the parts of an attempt share; allocated before the pause.
 *
 * @param control the operations on threads
 * @param threads that are stopped
 * @param code that has to be left alone
 * @param stacks where stacks are
 * @param scanner that reads memory
 * @param findings what is in the way
 * @param leader id of the process's first thread
 */
record StopContext(
        ThreadControl control,
        ThreadSet threads,
        QuiescentCode code,
        StackMap stacks,
        MemoryScanner scanner,
        Findings findings,
        int leader) {

    static StopContext create(
            ThreadControl control,
            Architecture architecture,
            QuiescentCode code,
            MemoryMap map,
            int capacity,
            int leader) {
        return new StopContext(
                control,
                new ThreadSet(control, architecture, capacity),
                code,
                new StackMap(map),
                new MemoryScanner(control, code, architecture),
                new Findings(capacity),
                leader);
    }

    /**
     * {@link StackMap#ownStackEnd} for a thread of the attempt. The first thread is never judged by
     * its thread pointer: that is in ordinary memory, and the stack of a coroutine can lie in the
     * same mapping.
     */
    long ownStackEnd(int thread, long stackPointer, long threadPointer) {
        boolean isLeader = threads.tid(thread) == leader;
        return stacks.ownStackEnd(stackPointer, isLeader ? 0 : threadPointer);
    }
}
