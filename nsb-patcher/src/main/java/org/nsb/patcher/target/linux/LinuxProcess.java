// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.nsb.arch.Architecture;
import org.nsb.patcher.BusyException;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteFile;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadControl;
import org.nsb.patcher.target.ThreadLender;
import org.nsb.patcher.target.ThreadStatus;

/** A process of this machine. Its directory in /proc and its memory stay open until the end. */
final class LinuxProcess implements TargetProcess {
    /** {@code man 2 flock}. */
    private static final int LOCK_EX = 2;

    private static final int LOCK_NB = 4;

    /** Bytes that are written to a memory file at once. */
    private static final int CHUNK = 64 * 1024;

    /**
     * How long to wait for a thread that was asked to stop, and is late, to be of use after all.
     */
    private static final long LATE_NANOS = 1_000_000_000;

    private static final long LATE_NAP_NANOS = 2_000_000;

    private final HostCalls host;
    private final int pid;
    private final int witness;
    private final String seenThrough;
    private final ProcFs files;
    private final ProcMemory memory;
    private final Failures failures;
    private final TracerThread tracer = TracerThread.current();
    private final int tasks;

    private final NativeBuffer fileBuffer = NativeBuffer.allocate(CHUNK);

    /** What is needed only by those who stop threads; null until then. */
    private Tracing tracing;

    /**
     * @param witness a thread that lives, through which the process is seen
     * @param files /proc/PID, to be closed by this object
     * @param memory to be closed by this object
     */
    LinuxProcess(HostCalls host, int pid, int witness, ProcFs files, ProcMemory memory) {
        this.host = host;
        this.pid = pid;
        this.witness = witness;
        this.seenThrough = "task/" + witness + "/";
        this.files = files;
        this.memory = memory;
        this.failures = new Failures(host, pid);
        this.tasks = openTasks();
    }

    @Override
    public int pid() {
        return pid;
    }

    @Override
    public String command() {
        return read(() -> files.text("comm").strip());
    }

    @Override
    public RemoteMemory memory() {
        return memory;
    }

    @Override
    public MemoryMap memoryMap() {
        String text = read(() -> files.text(seenThrough + "maps"));
        if (text.isEmpty()) {
            throw failures.ended();
        }
        return MapsParser.parse(text);
    }

    @Override
    public long auxiliaryValue(int type) {
        return AuxiliaryVector.value(read(() -> files.bytes(seenThrough + "auxv")), type);
    }

    @Override
    public List<Integer> threads() {
        return read(() -> files.numbers("task"));
    }

    @Override
    public String threadName(int tid) {
        return readOfThread(() -> files.text("task/" + tid + "/comm").strip()).orElse("");
    }

    @Override
    public Optional<ThreadStatus> threadStatus(int tid) {
        return readOfThread(() -> files.status("task/" + tid + "/status"))
                .map(
                        status ->
                                new ThreadStatus(
                                        status.name(),
                                        status.state(),
                                        status.stateText(),
                                        status.tracerId(),
                                        nameOfTracer(status.tracerId())));
    }

    private String nameOfTracer(int tracer) {
        if (tracer == 0) {
            return "";
        }
        try (ProcFs directory = ProcFs.open(host, "/proc/" + tracer)) {
            return directory.text("comm").strip();
        } catch (LinuxException e) {
            return "";
        }
    }

    private int openTasks() {
        int directory = files.openFile("task", HostCalls.O_RDONLY | HostCalls.O_DIRECTORY);
        if (directory < 0) {
            throw failures.from(-directory, "open of /proc/" + pid + "/task");
        }
        return directory;
    }

    @Override
    public ThreadControl threadControl() {
        tracer.check();
        return new LinuxThreadControl(host, tracing().ptrace(), memory, tasks);
    }

    @Override
    public RemoteThread borrowThread(Architecture architecture) {
        tracer.check();
        Tracing own = tracing();
        BorrowContext context = new BorrowContext(pid, architecture, own.door(), memory, failures);
        long deadline = System.nanoTime() + LATE_NANOS;
        while (true) {
            own.late().release();
            try {
                return new ThreadBorrower(context, new Tasks(), own.late()).borrow();
            } catch (BusyException e) {
                if (own.late().isEmpty() || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(LATE_NAP_NANOS);
            }
        }
    }

    private Tracing tracing() {
        if (tracing == null) {
            claim();
            Ptrace ptrace = new Ptrace(host);
            ptrace.prepareToWait();
            RehearsedThread door = new RehearsedThread(ptrace);
            tracing = new Tracing(ptrace, door, new LateThreads(door));
        }
        return tracing;
    }

    /**
     * @param door to the same {@code ptrace}, for borrowed threads
     */
    private record Tracing(Ptrace ptrace, RehearsedThread door, LateThreads late) {
        void close() {
            late.release();
            ptrace.close();
        }
    }

    /**
     * Keeps other runs of nsb away until this process is closed: two of them would use the same
     * stub.
     */
    private void claim() {
        int result = host.flock(files.descriptor(), LOCK_EX | LOCK_NB);
        if (result == -HostCalls.EAGAIN) {
            throw new BusyException(
                    pid,
                    1,
                    List.of(new BusyThread(pid, command(), "another nsb is at work on it")));
        }
        if (result < 0) {
            throw failures.from(-result, "flock of /proc/" + pid);
        }
    }

    @Override
    public RemoteFile openDescriptor(int descriptor) {
        tracer.check();
        return LinuxRemoteFile.open(
                host, pid, files, failures, seenThrough + "fd/" + descriptor, fileBuffer);
    }

    @Override
    public Optional<ThreadLender> rehearsal() {
        tracer.check();
        return RehearsedProcess.open(host, tracing().door(), fileBuffer).map(nobody -> nobody);
    }

    @Override
    public List<Integer> descriptorsOf(String prefix) {
        return read(
                () ->
                        files.numbers(seenThrough + "fd").stream()
                                .filter(fd -> linkOf(seenThrough + "fd/" + fd).startsWith(prefix))
                                .toList());
    }

    /** Empty if it has been closed meanwhile. */
    private String linkOf(String name) {
        try {
            return files.link(name);
        } catch (LinuxException e) {
            if (e.errno() == HostCalls.ENOENT) {
                return "";
            }
            throw e;
        }
    }

    @Override
    public List<Integer> sharers() {
        tracer.check();
        try (ProcFs all = ProcFs.open(host, "/proc")) {
            return new AddressSpaceSharers(host).of(witness, pid, all.numbers("."));
        }
    }

    @Override
    public void close() {
        tracer.check();
        if (tracing != null) {
            tracing.close();
        }
        host.close(tasks);
        memory.close();
        files.close();
    }

    /** For {@link ThreadBorrower}. */
    private final class Tasks implements TaskFiles {
        @Override
        public List<Integer> threads() {
            return LinuxProcess.this.threads();
        }

        @Override
        public Optional<TaskStatus> status(int tid) {
            return readOfThread(() -> files.status("task/" + tid + "/status"));
        }

        @Override
        public Optional<String> systemCall(int tid) {
            return readOfThread(() -> files.text("task/" + tid + "/syscall"));
        }

        @Override
        public MemoryMap memoryMap() {
            return LinuxProcess.this.memoryMap();
        }
    }

    private <T> T read(Supplier<T> reading) {
        tracer.check();
        try {
            return reading.get();
        } catch (LinuxException e) {
            throw failures.from(e);
        }
    }

    /** Empty if the thread has ended. */
    private <T> Optional<T> readOfThread(Supplier<T> reading) {
        tracer.check();
        try {
            return Optional.of(reading.get());
        } catch (LinuxException e) {
            if (e.errno() == HostCalls.ENOENT || e.errno() == HostCalls.ESRCH) {
                return Optional.empty();
            }
            throw failures.from(e);
        }
    }
}
