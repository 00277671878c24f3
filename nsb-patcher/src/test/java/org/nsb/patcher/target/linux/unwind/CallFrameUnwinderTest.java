// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import org.nsb.patcher.commit.Unwinder.Ending;

@ParameterizedClass
@ValueSource(strings = {"x86", "x86_64"})
class CallFrameUnwinderTest {
    private static final long SP = UnwindFixture.STACK + 0x1000;

    private final UnwindFixture process;
    private final int word;
    private final List<Long> frames = new ArrayList<>();
    private CallFrameUnwinder unwinder;

    CallFrameUnwinderTest(String cpu) {
        process = new UnwindFixture(cpu);
        word = process.word;
    }

    private Ending walk(long pc, long sp, long bp) {
        ByteBuffer registers = process.registers(pc, sp, bp);
        unwinder = process.unwinder();
        return unwinder.walk(registers, process, frames::add);
    }

    /** The first function of a thread: its return address is undefined. */
    private long first() {
        return process.function("zR", 0x07, process.pc());
    }

    @Test
    void callsUpToTheFirstFunction() {
        long first = first();
        // after 4 bytes of code, three words lie on the stack above the return address' place
        long inner = process.function("zR", 0x44, 0x0e, 4 * word);
        process.put(SP + 3L * word, inner + 5);
        process.put(SP + 7L * word, first + 7);

        assertEquals(Ending.COMPLETE, walk(inner + 4, SP, 0));
        assertEquals(List.of(inner + 4, inner + 5, first + 7), frames);
        assertEquals(SP + 9L * word, unwinder.outermost());
    }

    @Test
    void rulesHoldFromTheirAddressOn() {
        long first = first();
        long inner = process.function("zR", 0x44, 0x0e, 4 * word);
        process.put(SP, first + 2); // before the fourth byte nothing has been pushed

        assertEquals(Ending.COMPLETE, walk(inner + 3, SP, 0));
        assertEquals(List.of(inner + 3, first + 2), frames);
    }

    @Test
    void callAtTheVeryEndOfAFunction() {
        long first = first();
        long inner = process.function("zR");
        process.put(SP, first + UnwindFixture.FUNCTION); // is the address of inner

        assertEquals(Ending.COMPLETE, walk(inner, SP, 0));
        assertEquals(List.of(inner, inner), frames);
    }

    @Test
    void savedFramePointer() {
        long first = first();
        int bp = process.bp();
        long framed = process.function("zR", 0x0c, bp, 2 * word, 0x80 | bp, 2);
        long leaf = process.function("zR");
        process.put(SP, framed + 3); // leaf() was called by framed(), and that by itself
        process.put(SP + 0x100, SP + 0x200).put(SP + 0x100 + word, framed + 4);
        process.put(SP + 0x200, 0).put(SP + 0x200 + word, first + 1);

        assertEquals(Ending.COMPLETE, walk(leaf, SP, SP + 0x100));
        assertEquals(List.of(leaf, framed + 3, framed + 4, first + 1), frames);
    }

    /** The frame's address lies in memory, a word below the frame pointer. */
    @Test
    void realignedStack() {
        long first = first();
        int bp = process.bp();
        long aligned = process.function("zR", 0x0f, 3, 0x70 + bp, -word & 0x7f, 0x06);
        process.put(SP + 0x40 - word, SP + 0x80);
        process.put(SP + 0x80 - word, first + 1);

        assertEquals(Ending.COMPLETE, walk(aligned, SP, SP + 0x40));
        assertEquals(List.of(aligned, first + 1), frames);
    }

    /** What a signal interrupted may lie anywhere, and its program counter is exact. */
    @Test
    void signalFrameOnAnotherStack() {
        long first = first();
        long interrupted = process.function("zR");
        int sp = process.sp();
        // sp and pc lie two and three words above the stack pointer
        long signal =
                process.function(
                        "zRS",
                        0x0f,
                        3,
                        0x70 + sp,
                        2 * word,
                        0x06,
                        0x10,
                        sp,
                        2,
                        0x70 + sp,
                        2 * word,
                        0x10,
                        process.pc(),
                        2,
                        0x70 + sp,
                        3 * word);
        long handler = process.function("zR");
        long other = UnwindFixture.STACK + 0x8000;
        process.put(other, signal + 1);
        process.put(other + 3L * word, SP).put(other + 4L * word, interrupted);
        process.put(SP, first + 1);

        assertEquals(Ending.COMPLETE, walk(handler, other, 0));
        assertEquals(List.of(handler, signal + 1, interrupted, first + 1), frames);
    }

    @Test
    void codeWithoutInformation() {
        long inner = process.function("zR");
        process.put(SP, 0x1234_5678);

        assertEquals(Ending.NO_UNWIND_INFORMATION, walk(inner, SP, 0));
        assertEquals(0x1234_5678, unwinder.endedAt());
    }

    @Test
    void unknownInstructionIsNoInformation() {
        long inner = process.function("zR", 0x1e);
        assertEquals(Ending.NO_UNWIND_INFORMATION, walk(inner, SP, 0));
    }

    @Test
    void unknownAugmentationIsNoInformation() {
        long inner = process.function("zRX");
        assertEquals(Ending.NO_UNWIND_INFORMATION, walk(inner, SP, 0));
    }

    /** Such a return address proves nothing: it may be what lies there by chance. */
    @Test
    void returnToZeroIsNoEnd() {
        long inner = process.function("zR");
        process.put(SP, 0);
        assertEquals(Ending.DAMAGED, walk(inner, SP, 0));
    }

    @Test
    void framesThatLeadInwards() {
        int bp = process.bp();
        long framed = process.function("zR", 0x0c, bp, 2 * word, 0x80 | bp, 2);
        process.put(SP, SP).put(SP + word, framed + 1);
        assertEquals(Ending.DAMAGED, walk(framed, SP, SP));
    }

    @Test
    void expressionWithoutEnd() {
        long inner = process.function("zR", 0x0f, 3, 0x2f, 0xfd, 0xff); // skip back to itself
        assertEquals(Ending.DAMAGED, walk(inner, SP, 0));
    }

    @Test
    void stackThatCannotBeRead() {
        long inner = process.function("zR");
        assertEquals(Ending.DAMAGED, walk(inner, 0x1000, 0));
    }

    @Test
    void listenerStops() {
        long inner = process.function("zR");
        unwinder = process.unwinder();
        assertEquals(
                Ending.STOPPED,
                unwinder.walk(process.registers(inner, SP, 0), process, pc -> false));
    }

    /** Every damaged byte of the module's tables ends in some answer, and in finite time. */
    @Test
    void damagedTables() {
        long first = first();
        int bp = process.bp();
        long inner = process.function("zR", 0x0f, 3, 0x70 + bp, 0, 0x06, 0x80 | bp, 2);
        process.put(SP, SP + 8L * word).put(SP + 7L * word, first);
        walk(inner, SP, SP);
        for (int at = UnwindFixture.FRAMES; at < UnwindFixture.FRAMES + 120; at++) {
            byte good = process.module.get(at);
            for (int bit = 0; bit < 8; bit++) {
                process.module.put(at, (byte) (good ^ 1 << bit));
                frames.clear();
                walk(inner, SP, SP);
            }
            process.module.put(at, good);
        }
    }
}
