// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.nsb.arch.Architecture;
import org.nsb.arch.SystemCall;
import org.nsb.elf.ElfFile;
import org.nsb.elf.Segment;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteCallException;
import org.nsb.patcher.target.RemoteFile;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadControl;
import org.nsb.patcher.target.ThreadLender;
import org.nsb.patcher.target.ThreadStatus;

/**
 * A process that consists of byte arrays. It does the remote calls that nsb asks for, and any of
 * them can be made to fail.
 */
public final class FakeTarget implements TargetProcess, RemoteMemory {
    /** Processes that share the target's memory. */
    List<Integer> sharers = List.of();

    public static final int PID = 100;
    private static final long PAGE = 4096;
    private static final int EEXIST = 17;
    private static final int ENOMEM = 12;
    private static final int EFAULT = 14;
    private static final int EBADF = 9;

    private final TreeMap<Long, Region> regions = new TreeMap<>();
    private final Map<Integer, byte[]> files = new HashMap<>();
    private final Map<Integer, String> fileNames = new HashMap<>();
    private final Map<Integer, Long> auxiliary = new HashMap<>();
    private final Map<Long, LongSupplier> functions = new HashMap<>();
    private final FakeThreadControl control = new FakeThreadControl(this);

    /** The names of all remote calls so far, with "put" and "file ..." for the rest. */
    public final List<String> steps = new ArrayList<>();

    private int failingStep = -1;
    private boolean borrowed;
    private int nextFile = 7;
    private boolean ignoresNoReplace;

    private record Region(Mapping mapping, byte[] bytes) {}

    /** Maps bytes; the length is rounded up to pages. */
    public void map(
            long start, byte[] content, String permissions, long offset, long inode, String name) {
        byte[] bytes = java.util.Arrays.copyOf(content, (int) (content.length + PAGE - 1 & -PAGE));
        Mapping mapping =
                new Mapping(start, start + bytes.length, permissions, offset, "08:01", inode, name);
        regions.put(start, new Region(mapping, bytes));
    }

    /** Maps an ELF file as the kernel would. */
    public void load(ElfFile file, long bias, String path, long inode) {
        for (Segment segment : file.segments()) {
            if (segment.type() == Segment.PT_LOAD) {
                long start = segment.virtualAddress() & -PAGE;
                int skip = (int) (segment.virtualAddress() - start);
                byte[] bytes = new byte[skip + (int) segment.memorySize()];
                file.memory()
                        .read(segment.virtualAddress(), (int) segment.memorySize())
                        .get(bytes, skip, (int) segment.memorySize());
                map(
                        start + bias,
                        bytes,
                        permissions(segment),
                        segment.offset() & -PAGE,
                        inode,
                        path);
            }
        }
    }

    private static String permissions(Segment segment) {
        return (segment.isReadable() ? "r" : "-")
                + (segment.isWritable() ? "w" : "-")
                + (segment.isExecutable() ? "x" : "-")
                + "p";
    }

    public void auxiliary(int type, long value) {
        auxiliary.put(type, value);
    }

    /** A file that is open already. */
    public void leaveOpen(int descriptor, String name) {
        fileNames.put(descriptor, name);
    }

    /** Lets a remote function at an address return something. */
    public void function(long address, LongSupplier result) {
        functions.put(address, result);
    }

    /** Lets the n-th step from now on fail, counted from 0. */
    public void failAt(int step) {
        failingStep = steps.size() + step;
    }

    /** Behaves like a kernel that does not know MAP_FIXED_NOREPLACE. */
    public void ignoreNoReplace() {
        ignoresNoReplace = true;
    }

    /** Which pages are mapped, and the files that are open: to compare before and after. */
    public String state() {
        return regions.values().stream().map(r -> r.mapping().toString()).toList()
                + " "
                + fileNames.values();
    }

    private void step(String name) {
        steps.add(name);
        if (steps.size() - 1 == failingStep) {
            failingStep = -1;
            throw new RemoteCallException(PID, name, ENOMEM, "made to fail");
        }
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
    public RemoteMemory memory() {
        return this;
    }

    @Override
    public MemoryMap memoryMap() {
        return new MemoryMap(regions.values().stream().map(Region::mapping).toList());
    }

    @Override
    public void read(long address, ByteBuffer into) {
        int length = into.remaining();
        ByteBuffer from = at(address, length, "read");
        into.put(from.limit(from.position() + length));
    }

    @Override
    public void write(long address, byte[] bytes) {
        at(address, bytes.length, "write").put(bytes);
    }

    /** A view from an address to the end of its mapping; reads do not cross mappings. */
    ByteBuffer at(long address, int length, String action) {
        Map.Entry<Long, Region> region = regions.floorEntry(address);
        if (region == null
                || region.getValue().mapping().permissions().startsWith("---")
                || address - region.getKey() + length > region.getValue().bytes().length) {
            throw new RemoteMemoryException(action, PID, address, length, EFAULT);
        }
        return ByteBuffer.wrap(region.getValue().bytes())
                .position((int) (address - region.getKey()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    public long auxiliaryValue(int type) {
        return auxiliary.getOrDefault(type, 0L);
    }

    @Override
    public List<Integer> threads() {
        return List.of(PID);
    }

    @Override
    public String threadName(int tid) {
        return "fake";
    }

    @Override
    public Optional<ThreadStatus> threadStatus(int tid) {
        return tid == PID
                ? Optional.of(new ThreadStatus("fake", 'S', "sleeping", 0, ""))
                : Optional.empty();
    }

    @Override
    public ThreadControl threadControl() {
        return control;
    }

    /** The only thread. */
    public FakeThreadControl fakeThread() {
        return control;
    }

    @Override
    public RemoteThread borrowThread(Architecture architecture) {
        if (borrowed) {
            throw new IllegalStateException("a second thread was borrowed");
        }
        borrowed = true;
        return new Thread();
    }

    @Override
    public Optional<ThreadLender> rehearsal() {
        return Optional.empty();
    }

    @Override
    public RemoteFile openDescriptor(int descriptor) {
        return new File(descriptor);
    }

    @Override
    public List<Integer> descriptorsOf(String prefix) {
        return fileNames.entrySet().stream()
                .filter(e -> e.getValue().startsWith(prefix))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<Integer> sharers() {
        return sharers;
    }

    @Override
    public void close() {
        if (borrowed) {
            throw new IllegalStateException("closed while a thread is borrowed");
        }
    }

    private final class Thread implements RemoteThread {
        private final Map<Long, byte[]> data = new HashMap<>();

        @Override
        public int tid() {
            return PID;
        }

        @Override
        public long put(byte[] bytes) {
            step("put");
            data.put(0x7ffe_0000L, bytes.clone());
            return 0x7ffe_0000L;
        }

        @Override
        public long call(SystemCall call) {
            step(call.name());
            List<Long> a = call.arguments();
            return switch (call.name()) {
                case "memfd_create" -> create(data.get(a.get(0)));
                case "mmap" -> mmap(a);
                case "munmap" -> munmap(a.get(0), a.get(1));
                case "close" -> closeFile(a.get(0).intValue());
                default -> throw new IllegalStateException(call.name());
            };
        }

        private long create(byte[] name) {
            files.put(nextFile, new byte[0]);
            String text = new String(name, 0, name.length - 1, StandardCharsets.UTF_8);
            fileNames.put(nextFile, "/memfd:" + text + " (deleted)");
            return nextFile++;
        }

        private long mmap(List<Long> a) {
            long address = a.get(0);
            int length = a.get(1).intValue();
            int fd = a.get(4).intValue();
            int offset = a.get(5).intValue();
            if (!isFree(address, length)) {
                if (!ignoresNoReplace) {
                    throw new RemoteCallException(PID, "mmap", EEXIST, "something is there");
                }
                address = 0x7000_0000_0000L;
            }
            byte[] content = java.util.Arrays.copyOfRange(files.get(fd), offset, offset + length);
            FakeTarget.this.map(
                    address, content, protection(a.get(2)), offset, 1000 + fd, fileNames.get(fd));
            return address;
        }

        private boolean isFree(long address, long length) {
            return regions.values().stream()
                    .noneMatch(
                            r ->
                                    r.mapping().start() < address + length
                                            && address < r.mapping().end());
        }

        private static String protection(long bits) {
            return ((bits & 1) != 0 ? "r" : "-")
                    + ((bits & 2) != 0 ? "w" : "-")
                    + ((bits & 4) != 0 ? "x" : "-")
                    + "p";
        }

        private long munmap(long address, long length) {
            regions.values()
                    .removeIf(
                            r ->
                                    r.mapping().start() >= address
                                            && r.mapping().end() <= address + length);
            return 0;
        }

        private long closeFile(int fd) {
            if (fileNames.remove(fd) == null) {
                throw new RemoteCallException(PID, "close", EBADF, "not open");
            }
            return 0;
        }

        @Override
        public long callFunction(long address) {
            step("function");
            return functions.get(address).getAsLong();
        }

        @Override
        public long stoppedMicros() {
            return 250;
        }

        @Override
        public void close() {
            borrowed = false;
        }
    }

    private final class File implements RemoteFile {
        private final int descriptor;

        File(int descriptor) {
            this.descriptor = descriptor;
        }

        @Override
        public void truncate(long size) {
            step("file truncate");
            files.put(descriptor, new byte[(int) size]);
        }

        @Override
        public void write(long offset, byte[] bytes) {
            step("file write");
            System.arraycopy(bytes, 0, files.get(descriptor), (int) offset, bytes.length);
        }

        @Override
        public void seal() {
            step("file seal");
        }

        @Override
        public void close() {
            // nothing is open
        }
    }
}
