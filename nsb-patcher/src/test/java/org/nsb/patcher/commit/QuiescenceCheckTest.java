// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nsb.arch.Architecture;
import org.nsb.patcher.commit.CodeChange.QuiescentRange;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.commit.Unwinder.Ending;
import org.nsb.patcher.target.MemoryMap;

/** Which threads are in the way: stacks made by hand, and an unwinder that says what we want. */
class QuiescenceCheckTest {
    private static final long CODE = 0x400000;
    private static final long START = CODE + 0x100;
    private static final long END = CODE + 0x140;
    private static final long COLD = CODE + 0x200;
    private static final long COLD_END = CODE + 0x210;
    private static final long STACK = 0x7000_0000;
    private static final int SIZE = 0x40000;
    private static final long TOP = STACK + SIZE - 0x100;
    private static final long SP = TOP - 0x200;
    private static final long OTHER = 0x6000_0000;
    private static final long ELSEWHERE = CODE + 0x800;

    private final FakeProcess process = new FakeProcess();
    private final ScriptedUnwinder unwinder = new ScriptedUnwinder();
    private Architecture architecture = FakeArchitecture.WIDE;
    private Unwinders unwinders = (a, map, memory) -> Optional.of(unwinder);
    private boolean foreignStacks;

    /** An unwinder that visits given frames and ends as it is told. */
    private static final class ScriptedUnwinder implements Unwinder {
        long[] pcs = {ELSEWHERE};
        long outermost = TOP - 8;
        Ending ending = Ending.COMPLETE;
        int walks;

        @Override
        public Ending walk(ByteBuffer registers, Memory memory, Frames frames) {
            walks++;
            for (long pc : pcs) {
                if (!frames.frame(pc)) {
                    return Ending.STOPPED;
                }
            }
            return ending;
        }

        @Override
        public long endedAt() {
            return 0x999;
        }

        @Override
        public long outermost() {
            return outermost;
        }

        @Override
        public void update(MemoryMap map) {
            // nothing is remembered
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    @BeforeEach
    void mapMemory() {
        process.map(CODE, 0x1000, "r-xp", "/bin/fake");
        process.map(OTHER, 0x2000, "rw-p", "");
        process.mapUnreadable(STACK - 0x1000, 0x1000, "---p");
        process.map(STACK, SIZE, "rw-p", "");
    }

    private StopResult check() {
        CodeChange change =
                new CodeChange(
                        List.of(new TextWrite(START, new byte[5], new byte[5])),
                        List.of(
                                new QuiescentRange(START, END, "func"),
                                new QuiescentRange(COLD, COLD_END, "func.cold")),
                        foreignStacks);
        StopPolicy once = new StopPolicy(Duration.ofSeconds(5), 0, Duration.ofMillis(50));
        return new Committer(unwinders).probe(process, architecture, change, once);
    }

    private void assertFree() {
        assertInstanceOf(StopResult.Done.class, check());
    }

    private void assertBusy(String reason) {
        assertEquals(
                reason, assertInstanceOf(StopResult.Busy.class, check()).threads().get(0).reason());
    }

    private void threadAt(long pc, long sp) {
        process.thread(101, pc, sp, TOP);
    }

    @ParameterizedTest
    @CsvSource({
        "0x4000ff, false",
        "0x400100, true",
        "0x40013f, true",
        "0x400140, false",
        "0x400200, true",
        "0x400210, false",
    })
    void programCounter(String pc, boolean inside) {
        threadAt(Long.decode(pc), SP);
        if (inside) {
            assertBusy(Long.decode(pc) < COLD ? "executes func" : "executes func.cold");
        } else {
            assertFree();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x400100, false", // where the function is entered: a pointer to it
        "0x400101, true",
        "0x400140, true", // behind a call that does not return
        "0x400141, false",
        "0x4001ff, false",
        "0x400200, true", // cold code is entered by jumps: nobody has pointers to it
        "0x400210, true",
        "0x400211, false",
        "-1, false",
        "0, false",
    })
    void wordOnTheStack(String word, boolean inside) {
        unwinders = Unwinders.none();
        threadAt(ELSEWHERE, SP);
        process.word(SP + 0x80, Long.decode(word));
        if (inside) {
            String name = Long.decode(word) < COLD ? "func" : "func.cold";
            assertBusy(
                    "may return into "
                            + name
                            + " (stack word at 0x"
                            + Long.toHexString(SP + 0x80)
                            + ")");
        } else {
            assertFree();
        }
    }

    @Test
    void onlyWordsFromTheRedZoneToTheThreadPointerCount() {
        threadAt(ELSEWHERE, SP);
        unwinders = Unwinders.none();
        process.word(SP - FakeArchitecture.RED_ZONE - 8, START + 4);
        process.word(TOP, START + 4);
        assertFree();
        process.word(TOP - 8, START + 4);
        assertBusy("may return into func (stack word at 0x" + Long.toHexString(TOP - 8) + ")");
    }

    @Test
    void theRedZoneCounts() {
        unwinders = Unwinders.none();
        threadAt(ELSEWHERE, SP);
        process.word(SP - FakeArchitecture.RED_ZONE, START + 4);
        assertInstanceOf(StopResult.Busy.class, check());
    }

    @Test
    void deepStacksAreSearchedToTheEnd() {
        unwinders = Unwinders.none();
        threadAt(ELSEWHERE, STACK + 0x100);
        assertFree();
        process.word(TOP - 8, START + 4);
        assertInstanceOf(StopResult.Busy.class, check());
    }

    @Test
    void halfWordsOfANarrowArchitecture() {
        architecture = FakeArchitecture.NARROW;
        unwinders = Unwinders.none();
        threadAt(ELSEWHERE, SP);
        process.half(SP + 0x84, (int) START);
        assertFree();
        process.half(SP + 0x84, (int) START + 4);
        assertInstanceOf(StopResult.Busy.class, check());
        process.half(SP + 0x84, 0);
        process.half(SP + 0x88, (int) START + 4);
        assertInstanceOf(StopResult.Busy.class, check());
    }

    @Test
    void aCompleteWalkClearsAStaleWord() {
        threadAt(ELSEWHERE, SP);
        process.word(SP + 0x80, START + 4);
        assertFree();
    }

    @Test
    void theUnwinderIsNotLoadedWithoutNeed() {
        unwinders =
                (a, map, memory) -> {
                    throw new IllegalStateException("loaded");
                };
        threadAt(ELSEWHERE, SP);
        assertFree();
    }

    @Test
    void aFrameInTheCodeIsNamed() {
        threadAt(ELSEWHERE, SP);
        process.word(SP + 0x80, START + 4);
        unwinder.pcs = new long[] {ELSEWHERE, ELSEWHERE, START + 4};
        assertBusy("will return into func (frame 2)");
    }

    @ParameterizedTest
    @CsvSource({"NO_UNWIND_INFORMATION", "DAMAGED", "TOO_DEEP"})
    void anIncompleteWalkProvesNothing(Ending ending) {
        threadAt(ELSEWHERE, SP);
        process.word(SP + 0x80, START + 4);
        unwinder.ending = ending;
        assertBusy("may return into func: no unwind information at 0x999");
    }

    @Test
    void anAlternateStackIsAcceptedIfTheWalkLeadsBack() {
        threadAt(ELSEWHERE, OTHER + 0x1000);
        assertFree();
    }

    @Test
    void aCoroutineMakesOtherMemorySuspicious() {
        threadAt(ELSEWHERE, OTHER + 0x1000);
        unwinder.outermost = OTHER + 0x1800;
        assertFree();
        process.word(OTHER + 0x1900, START + 4);
        assertBusy("a suspended context may return into func (word at 0x60001900)");
    }

    @Test
    void aCoroutineThatCannotBeUnwoundIsSearchedWhole() {
        threadAt(ELSEWHERE, OTHER + 0x1000);
        unwinder.ending = Ending.NO_UNWIND_INFORMATION;
        assertFree();
        process.word(TOP - 8, START + 4);
        assertBusy(
                "a suspended context may return into func (word at 0x"
                        + Long.toHexString(TOP - 8)
                        + ")");
    }

    @Test
    void aFrameOfACoroutineIsNamed() {
        threadAt(ELSEWHERE, OTHER + 0x1000);
        unwinder.pcs = new long[] {ELSEWHERE, START + 4};
        assertBusy("will return into func (frame 1)");
    }

    @Test
    void functionPointersInMemoryAreNoReturnAddresses() {
        foreignStacks = true;
        threadAt(ELSEWHERE, SP);
        process.word(OTHER, START);
        process.word(OTHER + 8, END);
        process.word(OTHER + 16, COLD);
        assertFree();
    }

    @Test
    void knownCoroutinesAreSearchedForAlways() {
        threadAt(ELSEWHERE, SP);
        process.word(OTHER + 8, START + 4);
        assertFree();
        foreignStacks = true;
        assertBusy("a suspended context may return into func (word at 0x60000008)");
    }

    @Test
    void theRemainsBelowAThreadsStackPointerAreDead() {
        foreignStacks = true;
        threadAt(ELSEWHERE, SP);
        process.word(SP - 0x100, START + 4);
        process.word(STACK, START + 4);
        assertFree();
        process.word(TOP + 8, START + 4);
        assertInstanceOf(StopResult.Busy.class, check());
    }

    @Test
    void aStackWithoutUnwinderThatIsForeignIsBusy() {
        unwinders = Unwinders.none();
        threadAt(ELSEWHERE, OTHER + 0x1000);
        assertBusy("runs on a stack that is not its own (0x60001000)");
    }

    @Test
    void aStackWithAHoleIsBusy() {
        process.mapUnreadable(STACK + SIZE, 0x1000, "rw-p");
        process.thread(101, ELSEWHERE, STACK + SIZE + 0x10, STACK + SIZE + 0x800);
        assertBusy("its stack cannot be read at 0x70040000");
    }

    @Test
    void theInitialStackMayHaveGrown() {
        process.map(0x7fff_0000_0000L, 0x4000, "rw-p", "[stack]");
        process.thread(100, ELSEWHERE, 0x7fff_0000_1000L, 0x1234);
        process.word(0x7fff_0000_3ff8L, END);
        unwinders = Unwinders.none();
        assertBusy("may return into func (stack word at 0x7fff00003ff8)");
    }

    @Test
    void theFirstThreadsPointerSaysNothingAboutItsStack() {
        unwinders = Unwinders.none();
        process.thread(FakeProcess.PID, ELSEWHERE, SP, TOP);
        assertBusy("runs on a stack that is not its own (0x" + Long.toHexString(SP) + ")");
    }

    @Test
    void codeOfAnotherArchitectureIsUnknown() {
        process.thread(101, ELSEWHERE, SP, TOP).registers[24] = 0;
        assertBusy("runs code of another architecture");
    }
}
