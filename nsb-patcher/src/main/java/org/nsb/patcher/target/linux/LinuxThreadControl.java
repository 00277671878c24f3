// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.nio.ByteBuffer;
import org.nsb.patcher.target.ThreadControl;

/** {@link ThreadControl} through ptrace. All buffers exist before the first stop. */
final class LinuxThreadControl implements ThreadControl {
    /** PTRACE_O_TRACECLONE. Never EXITKILL: the target must survive nsb. */
    private static final int TRACE_CLONE = 1 << 3;

    /** How long a newborn may need to make its first stop. */
    private static final long NEWBORN_NANOS = 10_000_000;

    private final HostCalls host;
    private final Ptrace ptrace;
    private final ProcMemory memory;
    private final DirectoryListing listing;
    private final int tasks;
    private final NativeBuffer stat = NativeBuffer.allocate(1024);
    private final Newborns newborns = new Newborns();

    /**
     * @param tasks descriptor of /proc/PID/task
     */
    LinuxThreadControl(HostCalls host, Ptrace ptrace, ProcMemory memory, int tasks) {
        this.host = host;
        this.ptrace = ptrace;
        this.memory = memory;
        this.listing = new DirectoryListing(host);
        this.tasks = tasks;
    }

    @Override
    public int list(int[] tids) {
        return listing.numbers(tasks, tids);
    }

    /**
     * {@inheritDoc}
     *
     * <p>The kernel says EPERM for a thread that is ending too. Then it is no more, like the ones
     * that ended earlier; the leader of a process may stay in that state for long. And it says
     * EPERM for a thread that nsb itself holds, because it did not stop in time when it was asked
     * to; only such a thread can be asked again.
     */
    @Override
    public int seize(int tid) {
        int result = ptrace.seize(tid, TRACE_CLONE);
        if (result != -HostCalls.EPERM) {
            return result;
        }
        if (ptrace.interrupt(tid) == 0) {
            return 0;
        }
        return hasEnded(tid) ? -HostCalls.ESRCH : result;
    }

    private boolean hasEnded(int tid) {
        int file = host.open(tasks, tid + "/stat", HostCalls.O_RDONLY);
        if (file < 0) {
            return file == -HostCalls.ENOENT;
        }
        long size = host.read(file, stat.address(), stat.size());
        host.close(file);
        return size <= 0 || "ZX".indexOf(stateIn((int) size)) >= 0;
    }

    /** The letter behind the name, which ends with the last parenthesis ({@code man 5 proc}). */
    private int stateIn(int size) {
        int at = size - 1;
        while (at > 0 && stat.bytes().get(at) != ')') {
            at--;
        }
        return at + 2 < size ? stat.bytes().get(at + 2) : 'X';
    }

    @Override
    public int interrupt(int tid) {
        newborns.remove(tid);
        return ptrace.interrupt(tid);
    }

    @Override
    public int await(int tid, long deadlineNanos) {
        int status = ptrace.await(tid, deadlineNanos);
        if (status > 0 && WaitStatus.atClone(status)) {
            int child = ptrace.eventMessage(tid);
            if (child > 0) {
                newborns.add(tid, child);
            }
        }
        return status;
    }

    @Override
    public int registers(int tid, ByteBuffer into) {
        return ptrace.registers(tid, NativeBuffer.addressOf(into));
    }

    @Override
    public int read(long address, ByteBuffer into, int length) {
        return (int) memory.readOnce(address, NativeBuffer.addressOf(into), length);
    }

    @Override
    public int write(long address, ByteBuffer from, int length) {
        return length == 0
                ? 0
                : (int) memory.writeOnce(address, NativeBuffer.addressOf(from), length);
    }

    /**
     * {@inheritDoc}
     *
     * <p>If the thread had just created another one, and that has not been interrupted in its own
     * right, it is let go too: nobody else knows about it. It may even be another process.
     */
    @Override
    public int detach(int tid, int signal) {
        int result = ptrace.detach(tid, signal);
        int child = newborns.removeChildOf(tid);
        if (child != 0) {
            int status = ptrace.await(child, System.nanoTime() + NEWBORN_NANOS);
            ptrace.detach(child, status > 0 ? WaitStatus.signalToDeliver(status) : 0);
        }
        return result;
    }

    /** Threads that the kernel has attached to nsb and that nobody has asked for yet. */
    private static final class Newborns {
        /** Each stopped thread has created at most one; more than these never stop at one time. */
        private static final int ROOM = 4096;

        private final int[] parents = new int[ROOM];
        private final int[] children = new int[ROOM];
        private int count;

        void add(int parent, int child) {
            if (count < ROOM) {
                parents[count] = parent;
                children[count] = child;
                count++;
            }
        }

        void remove(int child) {
            for (int i = 0; i < count; i++) {
                if (children[i] == child) {
                    removeAt(i);
                    return;
                }
            }
        }

        /** 0 if there is none. */
        int removeChildOf(int parent) {
            for (int i = 0; i < count; i++) {
                if (parents[i] == parent) {
                    int child = children[i];
                    removeAt(i);
                    return child;
                }
            }
            return 0;
        }

        private void removeAt(int i) {
            count--;
            parents[i] = parents[count];
            children[i] = children[count];
        }
    }
}
