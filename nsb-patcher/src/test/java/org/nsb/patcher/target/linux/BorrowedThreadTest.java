// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nsb.arch.SystemCalls;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.PatcherException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteCallException;
import org.nsb.patcher.target.RemoteMemoryException;

/** Every way in which borrowing a thread can go wrong, at every step. */
class BorrowedThreadTest {
    private static final int PID = 4711;

    private final FakeArchitecture cpu = new FakeArchitecture();
    private FakeThread thread = new FakeThread();
    private int seccomp;

    /** As {@link Failures}, without a kernel to ask. */
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

    private final class OneThread implements TaskFiles {
        @Override
        public List<Integer> threads() {
            return List.of(FakeThread.TID);
        }

        @Override
        public Optional<TaskStatus> status(int tid) {
            List<Integer> users = List.of(0, 0, 0, 0);
            return Optional.of(
                    new TaskStatus(
                            "worker",
                            'S',
                            "sleeping",
                            PID,
                            0,
                            users,
                            List.of(),
                            seccomp,
                            false,
                            true));
        }

        @Override
        public Optional<String> systemCall(int tid) {
            return Optional.of("1 0x0 0x0");
        }

        @Override
        public MemoryMap memoryMap() {
            return new MemoryMap(
                    List.of(
                            new Mapping(
                                    FakeThread.CODE,
                                    FakeThread.CODE_END,
                                    "r-xp",
                                    0,
                                    "fe:00",
                                    5,
                                    "/bin/server"),
                            new Mapping(
                                    FakeThread.STACK,
                                    FakeThread.STACK_END,
                                    "rw-p",
                                    0,
                                    "00:00",
                                    0,
                                    "")));
        }
    }

    private LinuxRemoteThread borrow() {
        BorrowContext context =
                new BorrowContext(PID, cpu, thread, thread.memory(), new PlainFailures());
        return new ThreadBorrower(context, new OneThread(), new LateThreads(thread)).borrow();
    }

    /** Two system calls, a function, another call. */
    private void session() {
        SystemCalls calls = cpu.systemCalls();
        try (LinuxRemoteThread borrowed = borrow()) {
            long name = borrowed.put(new byte[] {1, 2, 3});
            borrowed.call(calls.memfdCreate(name, 0));
            borrowed.call(calls.close(3));
            assertEquals(42, borrowed.callFunction(FakeThread.FUNCTION));
            borrowed.call(calls.close(4));
        }
    }

    private void assertUntouched() {
        assertArrayEquals(new FakeThread().registers(), thread.registers());
        assertEquals(FakeThread.MASK, thread.mask());
        assertFalse(thread.attached());
        assertArrayEquals(
                new byte[StubSite.TAIL],
                thread.bytes(FakeThread.CODE_END - StubSite.TAIL, StubSite.TAIL));
    }

    /** As it was, or as the program sees an interrupted call that nobody restarts. */
    private void assertFoundItsWayBack(String when) {
        byte[] alone = cpu.registers().afterInterruptedCall(new FakeThread().registers());
        byte[] now = thread.registers();
        boolean raw = java.util.Arrays.equals(new FakeThread().registers(), now);
        assertTrue(raw || java.util.Arrays.equals(alone, now), when);
        assertEquals(FakeThread.MASK, thread.mask(), when);
    }

    private static int stepsOfASession() {
        BorrowedThreadTest undisturbed = new BorrowedThreadTest();
        undisturbed.session();
        return undisturbed.thread.steps();
    }

    @Test
    void a_session_leaves_the_thread_as_it_was() {
        session();
        assertUntouched();
        assertTrue(thread.log().contains("call 103 3"), thread.log().toString());
        assertTrue(thread.log().contains("call 103 4"), thread.log().toString());
    }

    @Test
    void the_order_of_steps_is_the_safe_one() {
        try (LinuxRemoteThread borrowed = borrow()) {
            thread.log().clear();
            borrowed.call(cpu.systemCalls().close(3));
        }
        assertEquals(
                List.of(
                        "write", // the frame
                        "setregs", // from here on the thread finds its own way back
                        "setmask", // only now
                        "resume",
                        "await",
                        "getregs",
                        "resume",
                        "call 103 3",
                        "await",
                        "getregs",
                        "setmask", // first the mask
                        "setregs",
                        "detach",
                        "write", // the stub goes last
                        "read"),
                thread.log());
    }

    @Test
    void killed_at_any_step_the_thread_finds_its_way_back() {
        int steps = stepsOfASession();
        assertTrue(steps > 30);
        for (int kill = 1; kill <= steps; kill++) {
            thread = new FakeThread();
            thread.killAt(kill);
            // close() runs in a try statement here, but its first step fails in the same way
            assertThrows(FakeThread.Killed.class, this::sessionWithoutClose);
            thread.abandon();
            assertFoundItsWayBack("killed at step " + kill + " of " + thread.log());
        }
    }

    private void sessionWithoutClose() {
        SystemCalls calls = cpu.systemCalls();
        LinuxRemoteThread borrowed = borrow();
        long name = borrowed.put(new byte[] {1, 2, 3});
        borrowed.call(calls.memfdCreate(name, 0));
        borrowed.call(calls.close(3));
        borrowed.callFunction(FakeThread.FUNCTION);
        borrowed.call(calls.close(4));
        borrowed.close();
    }

    @Test
    void a_failure_at_any_step_is_reported_and_undone() {
        int steps = stepsOfASession();
        for (int failing = 1; failing <= steps; failing++) {
            thread = new FakeThread();
            thread.failAt(failing);
            try {
                session();
            } catch (PatcherException | RemoteCallException | RemoteMemoryException e) {
                // which of them depends on the step
            }
            String when = "failed at step " + failing + " of " + thread.log();
            boolean restoring = failing > steps - 5;
            if (!restoring && thread.attached()) {
                throw new AssertionError("still attached: " + when);
            }
            thread.abandon();
            assertFoundItsWayBack(when);
        }
    }

    @Test
    void a_refused_call_is_an_exception_with_the_errno_and_the_thread_remains_usable() {
        try (LinuxRemoteThread borrowed = borrow()) {
            thread.answerCallsWith(-12);
            RemoteCallException e =
                    assertThrows(
                            RemoteCallException.class,
                            () -> borrowed.call(cpu.systemCalls().close(3)));
            assertEquals(12, e.errno());
            thread.answerCallsWith(0);
            assertEquals(0, borrowed.call(cpu.systemCalls().close(3)));
        }
        assertUntouched();
    }

    @Test
    void a_signal_that_comes_first_is_delivered_and_the_thread_stopped_again() {
        thread.stopFirstWith(WaitStatus.ofSignal(10));
        session();
        assertEquals(10, thread.delivered());
        assertUntouched();
    }

    @Test
    void a_stop_signal_takes_effect_during_a_call() {
        try (LinuxRemoteThread borrowed = borrow()) {
            thread.stopFirstWith(WaitStatus.ofSignal(19));
            thread.stopFirstWith(WaitStatus.ofGroupStop());
            assertEquals(7, borrowed.call(cpu.systemCalls().close(3)));
        }
        assertEquals(19, thread.delivered());
        assertUntouched();
    }

    @Test
    void the_signal_of_a_crashing_function_never_reaches_the_target() {
        try (LinuxRemoteThread borrowed = borrow()) {
            borrowed.call(cpu.systemCalls().close(3));
            RemoteCallException e =
                    assertThrows(
                            RemoteCallException.class,
                            () -> borrowed.callFunction(FakeThread.CRASHING_FUNCTION));
            assertTrue(e.getMessage().contains("signal 11"), e.getMessage());
            assertEquals(7, borrowed.call(cpu.systemCalls().close(3)));
        }
        assertEquals(0, thread.delivered());
        assertFalse(thread.handlerLost());
        assertUntouched();
    }

    @Test
    void the_end_of_the_target_is_no_such_process() {
        try (LinuxRemoteThread borrowed = borrow()) {
            thread.stopFirstWith(9);
            assertThrows(
                    NoSuchProcessException.class, () -> borrowed.call(cpu.systemCalls().close(3)));
        }
        assertArrayEquals(
                new byte[StubSite.TAIL],
                thread.bytes(FakeThread.CODE_END - StubSite.TAIL, StubSite.TAIL));
    }

    @Test
    void a_filtered_thread_is_sent_towards_a_call_that_every_filter_allows() {
        seccomp = 2;
        session();
        assertUntouched();
        assertEquals(
                PtraceCalls.TRACE_SYSTEM_CALLS_GOOD | PtraceCalls.SUSPEND_SECCOMP,
                thread.options());
        assertTrue(thread.log().contains("call 103 3"), thread.log().toString());
    }

    @Test
    void a_filter_that_may_not_be_suspended_is_a_refusal() {
        seccomp = 2;
        thread.forbidSuspension();
        NotPermittedException e = assertThrows(NotPermittedException.class, this::borrow);
        assertTrue(e.getMessage().contains("CAP_SYS_ADMIN"), e.getMessage());
        assertUntouched();
    }

    @Test
    void what_a_killed_run_has_left_is_used_again_and_removed() {
        FakeThread first = thread;
        borrow();
        first.abandon();
        assertEquals(0x11, first.bytes(FakeThread.CODE_END - StubSite.ROOM, 1)[0]);
        session();
        assertUntouched();
    }

    @Test
    void code_that_ends_with_anything_else_is_left_alone() {
        thread.memory().write(FakeThread.CODE_END - 1, new byte[] {1});
        TargetFailureException e = assertThrows(TargetFailureException.class, this::borrow);
        assertTrue(e.getMessage().contains("unused bytes"), e.getMessage());
        assertFalse(thread.attached());
        assertEquals(1, thread.bytes(FakeThread.CODE_END - 1, 1)[0]);
    }

    @Test
    void a_thread_on_a_foreign_stack_is_not_used() {
        thread.switchStacks();
        TargetFailureException e = assertThrows(TargetFailureException.class, this::borrow);
        assertTrue(e.getMessage().contains("own stack"), e.getMessage());
        assertFalse(thread.attached());
    }

    @Test
    void bytes_that_do_not_fit_are_refused() {
        try (LinuxRemoteThread borrowed = borrow()) {
            borrowed.put(new byte[PutArea.SIZE - 15]);
            assertThrows(IllegalArgumentException.class, () -> borrowed.put(new byte[1]));
        }
        assertUntouched();
    }

    @Test
    void nothing_can_be_called_after_close() {
        LinuxRemoteThread borrowed = borrow();
        borrowed.close();
        borrowed.close();
        assertThrows(IllegalStateException.class, () -> borrowed.call(cpu.systemCalls().close(3)));
        assertUntouched();
    }
}
