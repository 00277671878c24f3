// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Registers and stacks of a few threads, kept from the pause for a look at them after it. So the
 * unwinder is loaded, and learns the code that the threads are in, while the target runs.
 */
final class Snapshots {
    /** Threads whose stacks are kept. */
    private static final int CAPACITY = 8;

    private final int[] threads = new int[CAPACITY];
    private final long[] addresses = new long[CAPACITY];
    private final int[] lengths = new int[CAPACITY];
    private final ByteBuffer[] stacks = new ByteBuffer[CAPACITY];
    private int count;

    Snapshots() {
        for (int i = 0; i < CAPACITY; i++) {
            stacks[i] =
                    ByteBuffer.allocateDirect(MemoryScanner.CHUNK).order(ByteOrder.nativeOrder());
        }
    }

    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    /** Number of the thread in the attempt. */
    int thread(int i) {
        return threads[i];
    }

    /** Keeps a stack, if there is room. Does not allocate. */
    void keep(int thread, long address, ByteBuffer stack, int length) {
        if (count == CAPACITY || length < 0) {
            return;
        }
        threads[count] = thread;
        addresses[count] = address;
        lengths[count] = length;
        stack.position(0).limit(length);
        stacks[count].position(0);
        stacks[count].put(stack);
        stack.clear();
        count++;
    }

    /** Memory of the target in which a kept stack still is as it was. */
    Unwinder.Memory memory(int i, Unwinder.Memory rest) {
        return (address, into, length) -> {
            long offset = address - addresses[i];
            long left = lengths[i] - offset;
            if (offset < 0 || left <= 0) {
                return rest.read(address, into, length);
            }
            int n = (int) Math.min(length, left);
            into.put(0, stacks[i], (int) offset, n);
            return n;
        };
    }
}
