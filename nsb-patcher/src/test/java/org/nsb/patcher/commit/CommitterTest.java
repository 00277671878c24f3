// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.patcher.BusyException;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.NotApplicableException;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.commit.CodeChange.QuiescentRange;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.commit.FakeProcess.FakeThread;

/** The order of things in an attempt, and what happens if something goes wrong at each step. */
class CommitterTest {
    private static final long TEXT = 0x400000;
    private static final long FIRST = TEXT + 0x100;
    private static final long SECOND = TEXT + 0x200;
    private static final byte[] OLD = {1, 2, 3, 4, 5};
    private static final byte[] NEW = {9, 8, 7, 6, 5};
    private static final byte[] NOTHING = new byte[5];
    private static final long STACKS = 0x7000_0000;
    private static final long STACK_SIZE = 0x10000;

    private final FakeProcess process = new FakeProcess();
    private final Committer committer = new Committer(Unwinders.none());
    private FakeThread leader;
    private FakeThread worker;
    private FakeThread sleeper;

    @BeforeEach
    void startProcess() {
        byte[] text = process.map(TEXT, 0x1000, "r-xp", "/bin/fake");
        System.arraycopy(OLD, 0, text, 0x100, OLD.length);
        leader = thread(100);
        worker = thread(101);
        sleeper = thread(102);
    }

    /** Whatever happened: nobody is left attached or stopped. */
    @AfterEach
    void everybodyRuns() {
        process.threads.forEach(
                (tid, thread) -> {
                    assertFalse(thread.stopped && !thread.dead, "stopped: " + tid);
                    assertFalse(thread.ours && !thread.neverStops, "attached: " + tid);
                });
    }

    private FakeThread thread(int tid) {
        long stack = STACKS + (tid - 100) * 2 * STACK_SIZE;
        process.map(stack, (int) STACK_SIZE, "rw-p", tid == 100 ? "[stack]" : "");
        long top = stack + STACK_SIZE - 0x100;
        return process.thread(tid, TEXT + 0x800, top - 0x200, tid == 100 ? 0x1234 : top);
    }

    private static CodeChange change() {
        return new CodeChange(
                List.of(new TextWrite(FIRST, OLD, NEW), new TextWrite(SECOND, NOTHING, NEW)),
                List.of(
                        new QuiescentRange(FIRST, FIRST + 0x40, "first"),
                        new QuiescentRange(SECOND, SECOND + 0x40, "second")));
    }

    private static StopPolicy policy(int retries) {
        return new StopPolicy(Duration.ofSeconds(5), retries, Duration.ofMillis(50));
    }

    private CommitReport commit() {
        return committer.commit(process, FakeArchitecture.WIDE, change(), policy(3));
    }

    private void assertWritten() {
        assertArrayEquals(NEW, process.bytesAt(FIRST, 5));
        assertArrayEquals(NEW, process.bytesAt(SECOND, 5));
    }

    private void assertUntouched() {
        assertArrayEquals(OLD, process.bytesAt(FIRST, 5));
        assertArrayEquals(NOTHING, process.bytesAt(SECOND, 5));
    }

    private void moveTo(FakeThread thread, long pc) {
        thread.registers = FakeArchitecture.registers(pc, STACKS + STACK_SIZE - 0x300, 0x1234);
    }

    @Test
    void writesAllAndReports() {
        CommitReport report = commit();
        assertWritten();
        assertEquals(1, report.attempts());
        assertEquals(3, report.threads());
    }

    @Test
    void attachesToAllBeforeItStopsTheFirst() {
        commit();
        int lastSeize = process.events.lastIndexOf("seize 102");
        assertTrue(lastSeize >= 0 && lastSeize < process.events.indexOf("interrupt 100"));
        assertTrue(process.events.indexOf("interrupt 102") < process.events.indexOf("await 100"));
    }

    @Test
    void aRehearsalTouchesNothing() {
        moveTo(leader, FIRST);
        assertThrows(
                BusyException.class,
                () -> committer.commit(process, FakeArchitecture.WIDE, change(), policy(0)));
        assertUntouched();
        assertFalse(process.events.contains("write"));
    }

    @Test
    void signalsAreHandedOn() {
        leader.pendingSignal = 10;
        worker.pendingSignal = 15;
        commit();
        assertEquals(List.of(10), leader.delivered);
        assertEquals(List.of(15), worker.delivered);
        assertEquals(List.of(), sleeper.delivered);
    }

    @Test
    void signalsAreHandedOnIfTheAttemptFails() {
        worker.pendingSignal = 15;
        moveTo(leader, FIRST + 1);
        assertThrows(
                BusyException.class,
                () -> committer.commit(process, FakeArchitecture.WIDE, change(), policy(2)));
        assertEquals(List.of(15), worker.delivered);
    }

    @Test
    void aGroupStopIsNoSignal() {
        worker.groupStopped = true;
        commit();
        assertEquals(List.of(), worker.delivered);
        assertWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seize", "interrupt", "await", "registers", "detach"})
    void aThreadMayEndAtAnyStep(String operation) {
        process.before(operation + " 101", () -> process.dies(101));
        commit();
        assertWritten();
    }

    @ParameterizedTest
    @ValueSource(strings = {"seize", "interrupt", "await", "registers"})
    void theProcessMayEndAtAnyStep(String operation) {
        process.before(
                operation + " 101",
                () -> {
                    process.dies(100);
                    process.dies(101);
                    process.dies(102);
                });
        assertThrows(NoSuchProcessException.class, this::commit);
        assertUntouched();
    }

    @Test
    void threadsCreatedBeforeTheStopAreAttachedToo() {
        process.before("seize 102", () -> thread(103));
        assertEquals(4, commit().threads());
        assertTrue(process.events.contains("seize 103"));
    }

    @Test
    void newbornsThatTheKernelAttachedAreStoppedToo() {
        process.before(
                "await 102",
                () -> {
                    FakeThread newborn = thread(103);
                    newborn.ours = true;
                    moveTo(newborn, FIRST + 8);
                });
        BusyException busy =
                assertThrows(
                        BusyException.class,
                        () ->
                                committer.commit(
                                        process, FakeArchitecture.WIDE, change(), policy(0)));
        assertEquals(103, busy.threads().get(0).tid());
        assertUntouched();
    }

    @Test
    void moreThreadsThanThereIsRoomForAreNoProblem() {
        process.before(
                "seize 100",
                () -> {
                    for (int tid = 200; tid < 400; tid++) {
                        thread(tid);
                    }
                });
        CommitReport report = commit();
        assertEquals(203, report.threads());
        assertWritten();
    }

    @Test
    void aThreadThatDoesNotStopIsNamed() {
        worker.neverStops = true;
        BusyException busy = assertThrows(BusyException.class, this::commit);
        assertEquals(101, busy.threads().get(0).tid());
        assertTrue(busy.getMessage().contains("state D (disk sleep)"), busy.getMessage());
        assertUntouched();
    }

    @Test
    void aThreadThatStopsLateIsTakenInTheNextAttempt() {
        worker.neverStops = true;
        process.before("detach 100", () -> worker.neverStops = false);
        CommitReport report = commit();
        assertEquals(2, report.attempts());
        assertWritten();
    }

    @Test
    void busyThenFree() {
        moveTo(leader, SECOND + 4);
        process.before("detach 101", () -> process.before("seize 100", () -> moveTo(leader, TEXT)));
        CommitReport report = commit();
        assertEquals(2, report.attempts());
        assertWritten();
    }

    @Test
    void busyForTooLong() {
        moveTo(leader, SECOND + 4);
        BusyException busy = assertThrows(BusyException.class, this::commit);
        assertEquals("executes second", busy.threads().get(0).reason());
        assertTrue(busy.getMessage().contains("after 4 attempts"), busy.getMessage());
        assertUntouched();
    }

    @Test
    void theTimeIsLimitedToo() {
        moveTo(leader, SECOND + 4);
        StopPolicy hurried =
                new StopPolicy(Duration.ZERO, Integer.MAX_VALUE, Duration.ofMillis(50));
        assertThrows(
                BusyException.class,
                () -> committer.commit(process, FakeArchitecture.WIDE, change(), hurried));
    }

    @Test
    void changedBytesAreNeverOverwritten() {
        process.word(SECOND, 0xcc);
        NotApplicableException e = assertThrows(NotApplicableException.class, this::commit);
        assertTrue(e.getMessage().contains("0x400200"), e.getMessage());
        assertArrayEquals(OLD, process.bytesAt(FIRST, 5));
    }

    @Test
    void aFailedWriteIsUndone() {
        process.before("write 400200", () -> {});
        TargetFailureException e = assertThrows(TargetFailureException.class, this::commit);
        assertTrue(e.getMessage().contains("errno 5"), e.getMessage());
        assertTrue(e.getMessage().contains("as it was"), e.getMessage());
        assertUntouched();
    }

    @Test
    void aFailedUndoIsSaid() {
        process.before("write 400200", () -> process.before("write 400200", () -> {}));
        TargetFailureException e = assertThrows(TargetFailureException.class, this::commit);
        assertTrue(e.getMessage().contains("restart"), e.getMessage());
    }

    @Test
    void anotherTracerIsNamed() {
        worker.someoneElses = true;
        NotPermittedException e = assertThrows(NotPermittedException.class, this::commit);
        assertTrue(e.getMessage().contains("traced by gdb (77)"), e.getMessage());
        assertUntouched();
    }

    @Test
    void aLeaderThatHasEndedBeforeItsThreadsIsIgnored() {
        leader.zombie = true;
        assertEquals(2, commit().threads());
        assertWritten();
    }

    @Test
    void aProbeWritesNothing() {
        StopResult result = committer.probe(process, FakeArchitecture.WIDE, change(), policy(0));
        assertInstanceOf(StopResult.Done.class, result);
        assertUntouched();
        moveTo(leader, FIRST);
        result = committer.probe(process, FakeArchitecture.WIDE, change(), policy(0));
        assertEquals(
                "executes first",
                assertInstanceOf(StopResult.Busy.class, result).threads().get(0).reason());
    }

    @Test
    void aProofLooksAtRegistersStacksAndTheQuestion() {
        QuiescentRange range = new QuiescentRange(SECOND, SECOND + 0x40, "patch");
        assertInstanceOf(StopResult.Done.class, prove(range, true));
        assertInstanceOf(StopResult.Busy.class, prove(range, false));

        process.word(STACKS + STACK_SIZE - 0x108, SECOND);
        assertInstanceOf(StopResult.Busy.class, prove(range, true));
        process.word(STACKS + STACK_SIZE - 0x108, SECOND - 1);
        assertInstanceOf(StopResult.Done.class, prove(range, true));

        moveTo(leader, SECOND + 0x40);
        assertInstanceOf(StopResult.Busy.class, prove(range, true));
    }

    private StopResult prove(QuiescentRange range, boolean answer) {
        return committer.whileStopped(
                process, FakeArchitecture.WIDE, range, policy(0), control -> answer);
    }
}
