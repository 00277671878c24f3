// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.nsb.arch.Architecture;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteFile;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadControl;
import org.nsb.patcher.target.ThreadStatus;

/** A process of this machine. Its directory in /proc and its memory stay open until the end. */
final class LinuxProcess implements TargetProcess {
    private final HostCalls host;
    private final int pid;
    private final ProcFs files;
    private final ProcMemory memory;
    private final Failures failures;
    private final TracerThread tracer = TracerThread.current();

    LinuxProcess(HostCalls host, int pid, ProcFs files, ProcMemory memory) {
        this.host = host;
        this.pid = pid;
        this.files = files;
        this.memory = memory;
        this.failures = new Failures(host, pid);
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
        String text = read(() -> files.text("maps"));
        if (text.isEmpty()) {
            throw failures.ended();
        }
        return MapsParser.parse(text);
    }

    @Override
    public long auxiliaryValue(int type) {
        return AuxiliaryVector.value(read(() -> files.bytes("auxv")), type);
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

    @Override
    public ThreadControl threadControl() {
        tracer.check();
        throw new UnsupportedOperationException();
    }

    @Override
    public RemoteThread borrowThread(Architecture architecture) {
        tracer.check();
        throw new UnsupportedOperationException();
    }

    @Override
    public RemoteFile openDescriptor(int descriptor) {
        tracer.check();
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
        tracer.check();
        memory.close();
        files.close();
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
