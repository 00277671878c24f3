// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.List;
import java.util.Optional;
import org.nsb.arch.Architecture;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteFile;
import org.nsb.patcher.target.RemoteThread;
import org.nsb.patcher.target.ThreadLender;

/**
 * A process that consists of one {@linkplain RehearsedThread thread that does not exist}, some code
 * and a stack. Its memory is a memory file of nsb itself, in which addresses are offsets, and so
 * are the files that it holds open: all of it is read and written through the same functions as a
 * target's.
 */
final class RehearsedProcess implements ThreadLender {
    private static final int MFD_CLOEXEC = 1;
    private static final int MFD_ALLOW_SEALING = 2;

    private static final int PAGE = 4096;
    private static final long CODE = 0x10000;
    private static final long STACK = 0x20000;
    private static final long STACK_END = 0x40000;

    /** Above the stack pointer, as in a thread's own stack. */
    private static final long THREAD_DATA = STACK_END - 256;

    private static final Mapping CODE_MAPPING =
            new Mapping(CODE, CODE + PAGE, "r-xp", 0, "00:00", 1, "/rehearsal");
    private static final Mapping STACK_MAPPING =
            new Mapping(STACK, STACK_END, "rw-p", 0, "00:00", 0, "");

    private final HostCalls host;
    private final RehearsedThread thread;
    private final ProcFs self;
    private final ProcMemory memory;
    private final Failures failures;
    private final NativeBuffer fileBuffer;
    private int openFile = -1;

    private RehearsedProcess(
            HostCalls host,
            RehearsedThread thread,
            ProcFs self,
            ProcMemory memory,
            NativeBuffer fileBuffer) {
        this.host = host;
        this.thread = thread;
        this.self = self;
        this.memory = memory;
        this.failures = new Failures(host, ownId());
        this.fileBuffer = fileBuffer;
    }

    /**
     * @param thread in rehearsal mode until the result is closed
     * @param fileBuffer for what is written to files
     * @return empty if nsb cannot have memory files
     */
    static Optional<RehearsedProcess> open(
            HostCalls host, RehearsedThread thread, NativeBuffer fileBuffer) {
        int file = memoryFile(host, fileBuffer);
        if (file < 0) {
            return Optional.empty();
        }
        host.ftruncate(file, STACK_END);
        ProcMemory memory = new ProcMemory(host, ownId(), file);
        ProcFs self = ProcFs.open(host, "/proc/self");
        return Optional.of(new RehearsedProcess(host, thread, self, memory, fileBuffer));
    }

    private static int ownId() {
        return (int) ProcessHandle.current().pid();
    }

    /** The buffer's content serves as a name; it is empty. */
    private static int memoryFile(HostCalls host, NativeBuffer buffer) {
        buffer.bytes().put(0, (byte) 0);
        return (int)
                host.systemCall(
                        HostNumbers.ofThisMachine().memfdCreate(),
                        buffer.address(),
                        MFD_CLOEXEC | MFD_ALLOW_SEALING,
                        0,
                        0,
                        0);
    }

    @Override
    public int pid() {
        return ownId();
    }

    @Override
    public RemoteThread borrowThread(Architecture architecture) {
        thread.rehearse(
                architecture, CODE_MAPPING.end() - StubSite.ROOM, THREAD_DATA - PAGE, THREAD_DATA);
        BorrowContext context = new BorrowContext(pid(), architecture, thread, memory, failures);
        return new ThreadBorrower(context, new Nobody(), new LateThreads(thread)).borrow();
    }

    /** A new memory file each time: one that has been sealed cannot be written again. */
    @Override
    public RemoteFile openDescriptor(int descriptor) {
        closeFile();
        openFile = memoryFile(host, fileBuffer);
        return LinuxRemoteFile.open(host, pid(), self, failures, "fd/" + openFile, fileBuffer);
    }

    private void closeFile() {
        if (openFile >= 0) {
            host.close(openFile);
            openFile = -1;
        }
    }

    @Override
    public void close() {
        thread.endRehearsal();
        closeFile();
        self.close();
        memory.close();
    }

    private static final class Nobody implements TaskFiles {
        private static final TaskStatus STATUS =
                new TaskStatus("nobody", 'S', "", 0, 0, List.of(), List.of(), 0, false, true);

        @Override
        public List<Integer> threads() {
            return List.of(RehearsedThread.TID);
        }

        @Override
        public Optional<TaskStatus> status(int tid) {
            return Optional.of(STATUS);
        }

        @Override
        public Optional<String> systemCall(int tid) {
            return Optional.of("running");
        }

        @Override
        public MemoryMap memoryMap() {
            return new MemoryMap(List.of(CODE_MAPPING, STACK_MAPPING));
        }
    }
}
