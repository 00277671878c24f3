// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nsb.arch.Architecture;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteFile;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadControl;
import org.nsb.patcher.target.ThreadLender;
import org.nsb.patcher.target.ThreadStatus;

/**
 * A process that exists in this test only: threads that follow the rules of {@code man 2 ptrace},
 * memory, and a script: something can be made to happen just before any operation.
 */
final class FakeProcess implements TargetProcess, ThreadControl {
    static final int PID = 100;
    static final int EPERM = 1;
    static final int ESRCH = 3;
    static final int EIO = 5;
    static final int ECHILD = 10;
    static final int EFAULT = 14;
    static final int INTERRUPTED = 0x80_057f;

    /** Ids from here on belong to nobody: a rehearsal. */
    private static final int NOBODY = 0x3fff_fffe;

    final Map<Integer, FakeThread> threads = new TreeMap<>();
    final List<Integer> order = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    private final List<Mapping> mappings = new ArrayList<>();
    private final Map<Long, byte[]> memory = new TreeMap<>(Long::compareUnsigned);
    private final Map<String, Runnable> script = new TreeMap<>();

    /** A thread and what ptrace knows about it. */
    static final class FakeThread {
        byte[] registers;
        boolean ours;
        boolean someoneElses;
        boolean zombie;
        boolean neverStops;
        boolean groupStopped;
        boolean interrupted;
        boolean stopped;
        boolean dead;
        int pendingSignal;
        final List<Integer> delivered = new ArrayList<>();
    }

    FakeThread thread(int tid, long pc, long sp, long threadPointer) {
        FakeThread thread = new FakeThread();
        thread.registers = FakeArchitecture.registers(pc, sp, threadPointer);
        threads.put(tid, thread);
        order.add(tid);
        return thread;
    }

    byte[] map(long start, int size, String permissions, String name) {
        mappings.add(new Mapping(start, start + size, permissions, 0, "00:00", 0, name));
        byte[] bytes = new byte[size];
        memory.put(start, bytes);
        return bytes;
    }

    /** A mapping that the kernel lists but does not let read. */
    void mapUnreadable(long start, int size, String permissions) {
        mappings.add(new Mapping(start, start + size, permissions, 0, "00:00", 0, ""));
    }

    void word(long address, long value) {
        buffer(address, 8).putLong(value);
    }

    void half(long address, int value) {
        buffer(address, 4).putInt(value);
    }

    byte[] bytesAt(long address, int length) {
        byte[] bytes = new byte[length];
        buffer(address, length).get(bytes);
        return bytes;
    }

    /** Lets something happen before the first operation of this name, once. */
    void before(String operation, Runnable happening) {
        script.put(operation, happening);
    }

    void dies(int tid) {
        threads.get(tid).dead = true;
    }

    private void happens(String operation, int tid) {
        if (tid >= NOBODY) {
            return;
        }
        events.add(operation + " " + tid);
        Runnable happening = script.remove(operation + " " + tid);
        if (happening != null) {
            happening.run();
        }
    }

    private Optional<FakeThread> find(int tid) {
        return Optional.ofNullable(threads.get(tid));
    }

    @Override
    public int list(int[] tids) {
        Runnable happening = script.remove("list");
        if (happening != null) {
            happening.run();
        }
        int n = 0;
        for (int tid : order) {
            FakeThread thread = threads.get(tid);
            if (!thread.dead || thread.ours && !thread.interrupted) {
                if (n < tids.length) {
                    tids[n] = tid;
                }
                n++;
            }
        }
        return n == 0 ? -ESRCH : n;
    }

    @Override
    public int seize(int tid) {
        happens("seize", tid);
        FakeThread thread = find(tid).orElse(null);
        if (thread == null || thread.dead) {
            return -ESRCH;
        }
        if (thread.ours || thread.someoneElses || thread.zombie) {
            return -EPERM;
        }
        thread.ours = true;
        return 0;
    }

    @Override
    public int interrupt(int tid) {
        happens("interrupt", tid);
        FakeThread thread = find(tid).orElse(null);
        if (thread == null || thread.dead || !thread.ours) {
            return -ESRCH;
        }
        thread.interrupted = true;
        return 0;
    }

    @Override
    public int await(int tid, long deadlineNanos) {
        happens("await", tid);
        FakeThread thread = find(tid).orElse(null);
        if (thread == null || !thread.ours) {
            return -ECHILD;
        }
        if (thread.dead) {
            thread.ours = false;
            return 0;
        }
        if (thread.neverStops || !thread.interrupted && thread.pendingSignal == 0) {
            return NOT_YET;
        }
        thread.stopped = true;
        if (thread.groupStopped) {
            return 0x80_137f;
        }
        int signal = thread.pendingSignal;
        thread.pendingSignal = 0;
        return signal == 0 ? INTERRUPTED : signal << 8 | 0x7f;
    }

    @Override
    public int registers(int tid, ByteBuffer into) {
        happens("registers", tid);
        FakeThread thread = find(tid).orElse(null);
        if (thread == null || thread.dead || !thread.stopped) {
            return -ESRCH;
        }
        into.put(0, thread.registers);
        return 0;
    }

    @Override
    public int read(long address, ByteBuffer into, int length) {
        ByteBuffer from = buffer(address, 1);
        if (isOver()) {
            return -ESRCH;
        }
        if (from == null) {
            return -EFAULT;
        }
        int n = Math.min(length, from.remaining());
        into.put(0, from, from.position(), n);
        return n;
    }

    @Override
    public int write(long address, ByteBuffer from, int length) {
        if (length == 0) {
            return 0;
        }
        events.add("write");
        if (isOver()) {
            return -ESRCH;
        }
        ByteBuffer into = buffer(address, length);
        Runnable happening = script.remove("write " + Long.toHexString(address));
        if (happening != null) {
            happening.run();
            return -EIO;
        }
        for (FakeThread thread : threads.values()) {
            if (!thread.dead && !thread.zombie && !thread.stopped) {
                throw new IllegalStateException("written while a thread runs");
            }
        }
        into.put(into.position(), from, 0, length);
        return length;
    }

    @Override
    public int detach(int tid, int signal) {
        happens("detach", tid);
        FakeThread thread = find(tid).orElse(null);
        if (thread == null || thread.dead || !thread.ours || !thread.stopped) {
            return -ESRCH;
        }
        thread.ours = false;
        thread.stopped = false;
        thread.interrupted = false;
        if (signal != 0) {
            thread.delivered.add(signal);
        }
        return 0;
    }

    private boolean isOver() {
        return threads.values().stream().allMatch(thread -> thread.dead);
    }

    /** A view of memory from this address to the end of its mapping; null if nothing is there. */
    private ByteBuffer buffer(long address, int length) {
        for (Map.Entry<Long, byte[]> entry : memory.entrySet()) {
            long offset = address - entry.getKey();
            if (offset >= 0 && offset + length <= entry.getValue().length) {
                return ByteBuffer.wrap(entry.getValue())
                        .order(ByteOrder.nativeOrder())
                        .position((int) offset);
            }
        }
        return null;
    }

    @Override
    public int pid() {
        return PID;
    }

    @Override
    public String command() {
        return "fake";
    }

    @Override
    public MemoryMap memoryMap() {
        return new MemoryMap(mappings);
    }

    @Override
    public List<Integer> threads() {
        return List.copyOf(order);
    }

    @Override
    public String threadName(int tid) {
        return "fake-" + tid;
    }

    @Override
    public Optional<ThreadStatus> threadStatus(int tid) {
        return find(tid)
                .filter(t -> !t.dead)
                .map(
                        t ->
                                new ThreadStatus(
                                        threadName(tid),
                                        t.zombie ? 'Z' : t.neverStops ? 'D' : 'S',
                                        t.neverStops ? "disk sleep" : "sleeping",
                                        t.someoneElses ? 77 : 0,
                                        t.someoneElses ? "gdb" : ""));
    }

    @Override
    public ThreadControl threadControl() {
        return this;
    }

    @Override
    public RemoteMemory memory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public long auxiliaryValue(int type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public RemoteThread borrowThread(Architecture architecture) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ThreadLender> rehearsal() {
        return Optional.empty();
    }

    @Override
    public RemoteFile openDescriptor(int descriptor) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        // nothing is open
    }

    @Override
    public List<Integer> descriptorsOf(String prefix) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Integer> sharers() {
        return List.of();
    }
}
