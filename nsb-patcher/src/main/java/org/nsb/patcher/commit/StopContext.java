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
 */
record StopContext(
        ThreadControl control,
        ThreadSet threads,
        QuiescentCode code,
        StackMap stacks,
        MemoryScanner scanner,
        Findings findings) {

    static StopContext create(
            ThreadControl control,
            Architecture architecture,
            QuiescentCode code,
            MemoryMap map,
            int capacity) {
        return new StopContext(
                control,
                new ThreadSet(control, architecture, capacity),
                code,
                new StackMap(map),
                new MemoryScanner(control, code, architecture),
                new Findings(capacity));
    }
}
