// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.SystemCalls;
import org.nsb.elf.ElfClass;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.PatcherException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteMemory;

/** Borrowing a thread that does not exist takes the same steps as borrowing a real one. */
class RehearsedThreadTest {
    private static final int PID = 4711;
    private static final long CODE = 0x10000;
    private static final long STACK = 0x20000;
    private static final long STACK_END = 0x40000;
    private static final long MAPPED = 0x5550_0000L;

    private final Set<String> requests = new HashSet<>();

    /** A kernel that knows no such thread. */
    private final PtraceCalls kernel =
            (PtraceCalls)
                    Proxy.newProxyInstance(
                            PtraceCalls.class.getClassLoader(),
                            new Class<?>[] {PtraceCalls.class},
                            (proxy, method, arguments) -> refuse(method.getName()));

    private final byte[] memory = new byte[(int) STACK_END];
    private final RehearsedThread door = new RehearsedThread(kernel);
    private int seccomp;

    static List<Architecture> architectures() {
        return List.of(
                new FakeArchitecture(),
                Architectures.installed().forElf(ElfClass.ELF64, 62),
                Architectures.installed().forElf(ElfClass.ELF32, 3));
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void everyCallReturnsItsFirstArgument(Architecture cpu) {
        SystemCalls calls = cpu.systemCalls();
        long stopped;
        try (LinuxRemoteThread nobody = rehearse(cpu)) {
            long name = nobody.put(new byte[] {1, 2, 3});
            assertEquals(name, nobody.call(calls.memfdCreate(name, 0)));
            assertEquals(MAPPED, nobody.call(calls.mmap(MAPPED, 4096, 1, 2, 3, 0)));
            assertEquals(MAPPED, nobody.call(calls.munmap(MAPPED, 4096)));
            nobody.callFunction(MAPPED);
            assertEquals(3, nobody.call(calls.close(3)));
            stopped = nobody.stoppedMicros();
        }
        assertTrue(stopped >= 0);
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void filteredThreadsToo(Architecture cpu) {
        seccomp = 2;
        try (LinuxRemoteThread nobody = rehearse(cpu)) {
            nobody.call(cpu.systemCalls().close(3));
        }
    }

    @ParameterizedTest
    @MethodSource("architectures")
    void itCanBeRepeated(Architecture cpu) {
        everyCallReturnsItsFirstArgument(cpu);
        everyCallReturnsItsFirstArgument(cpu);
        assertArrayEquals(
                new byte[StubSite.TAIL],
                Arrays.copyOfRange(memory, (int) CODE + 4096 - StubSite.TAIL, (int) CODE + 4096));
    }

    @Test
    void allRequestsAreMade() {
        seccomp = 2;
        everyCallReturnsItsFirstArgument(new FakeArchitecture(Interruption.USER_MODE));
        Set<String> all =
                Arrays.stream(PtraceCalls.class.getMethods())
                        .map(Method::getName)
                        .collect(Collectors.toCollection(HashSet::new));
        all.remove("signalReason"); // only after a signal
        assertEquals(all, requests);
    }

    @Test
    void afterARehearsalTheKernelAnswers() {
        everyCallReturnsItsFirstArgument(new FakeArchitecture());
        door.endRehearsal();
        assertEquals(-HostCalls.ESRCH, door.seize(1, 0));
        assertEquals(-HostCalls.ESRCH, door.await(1, 0));
        assertEquals(-HostCalls.ESRCH, door.resume(1, 0));
        assertEquals(-HostCalls.ESRCH, door.registers(1, new byte[FakeArchitecture.SIZE]));
        assertEquals(-HostCalls.ESRCH, door.registerSet(1, 1, new byte[64]));
        assertEquals(-HostCalls.ESRCH, door.detach(1, 0));
    }

    private int refuse(String request) {
        requests.add(request);
        return -HostCalls.ESRCH;
    }

    private LinuxRemoteThread rehearse(Architecture cpu) {
        door.rehearse(cpu, CODE + 4096 - StubSite.ROOM, STACK_END - 4096, STACK_END - 256);
        BorrowContext context =
                new BorrowContext(PID, cpu, door, new ArrayMemory(), new PlainFailures());
        return new ThreadBorrower(context, new Nobody(), new LateThreads(door)).borrow();
    }

    private final class ArrayMemory implements RemoteMemory {
        @Override
        public void read(long address, ByteBuffer into) {
            into.put(memory, (int) address, into.remaining());
        }

        @Override
        public void write(long address, byte[] bytes) {
            System.arraycopy(bytes, 0, memory, (int) address, bytes.length);
        }
    }

    private static final class PlainFailures implements FailureCauses {
        @Override
        public PatcherException from(int errno, String call) {
            return new TargetFailureException(PID, call + " " + errno);
        }

        @Override
        public PatcherException ofThread(int tid, int errno, String call) {
            return from(errno, call);
        }

        @Override
        public PatcherException ended() {
            return new NoSuchProcessException(PID, "has ended");
        }
    }

    private final class Nobody implements TaskFiles {
        @Override
        public List<Integer> threads() {
            return List.of(RehearsedThread.TID);
        }

        @Override
        public Optional<TaskStatus> status(int tid) {
            return Optional.of(
                    new TaskStatus(
                            "nobody", 'S', "", PID, 0, List.of(), List.of(), seccomp, false, true));
        }

        @Override
        public Optional<String> systemCall(int tid) {
            return Optional.of("running");
        }

        @Override
        public MemoryMap memoryMap() {
            return new MemoryMap(
                    List.of(
                            new Mapping(CODE, CODE + 4096, "r-xp", 0, "00:00", 1, "/code"),
                            new Mapping(STACK, STACK_END, "rw-p", 0, "00:00", 0, "")));
        }
    }
}
