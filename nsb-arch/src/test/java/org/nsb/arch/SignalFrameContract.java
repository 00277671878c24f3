// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nsb.arch.ArchitectureExamples.given;

import java.util.List;
import java.util.Map;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SignalFrames.ThreadState;

/** What the kernel must find in a frame of {@link SignalFrames}. */
final class SignalFrameContract {
    static final String PART = "signalFrames()";

    private static final long STUB = 0x7f00_1000L;

    private final ArchitectureExamples examples;
    private final Architecture architecture;

    SignalFrameContract(ArchitectureExamples examples) {
        this.examples = examples;
        this.architecture = examples.architecture();
    }

    List<Check> checks() {
        return List.of(
                new Check(PART, "the sets of registers have their notes", this::notes),
                new Check(PART, "a frame gives every register back", this::givesAllBack),
                new Check(PART, "a frame gives the signal mask back", this::givesMaskBack),
                new Check(PART, "a frame keeps below the red zone", this::keepsBelow),
                new Check(PART, "a frame is aligned as the ABI wants it", this::isAligned),
                new Check(PART, "a function returns into the stub", this::returnAddress),
                new Check(PART, "a frame needs whole registers and state", this::needsAll));
    }

    private SignalFrame build(long below) {
        return architecture.signalFrames().build(examples.exampleState(), below, STUB);
    }

    private void notes() {
        assertTrue(architecture.signalFrames().extendedStateNote() > 0, "extendedStateNote()");
        assertEquals(
                examples.exampleState().floatingPoint().length > 0,
                architecture.signalFrames().floatingPointNote() > 0,
                "floatingPointNote() and the example");
    }

    private void givesAllBack() {
        ThreadState state = examples.exampleState();
        Map<Integer, Long> found = examples.registersInFrame(build(examples.stack()));
        given(examples.registerOffsets(), "registerOffsets()")
                .forEach(
                        (name, offset) -> {
                            if (!examples.registersOutsideFrames().contains(offset)) {
                                assertTrue(found.containsKey(offset), name);
                                long expected = examples.word(state.registers(), offset);
                                assertEquals(expected, found.get(offset), name);
                            }
                        });
    }

    private void givesMaskBack() {
        assertEquals(
                examples.exampleState().signalMask(),
                examples.signalMaskInFrame(build(examples.stack())));
    }

    private void keepsBelow() {
        for (int shift = 0; shift < 128; shift++) {
            long below = examples.stack() + shift;
            SignalFrame frame = build(below);
            long end = frame.address() + frame.bytes().length;
            assertTrue(end <= below - architecture.registers().redZone(), "red zone");
            assertTrue(frame.systemCallStack() >= frame.address());
            assertTrue(frame.functionStack() >= frame.address());
        }
    }

    private void isAligned() {
        for (int shift = 0; shift < 128; shift++) {
            SignalFrame frame = build(examples.stack() + shift);
            assertEquals(examples.stackAtEntry(), (int) (frame.functionStack() & 15));
        }
    }

    private void returnAddress() {
        SignalFrame frame = build(examples.stack());
        int at = (int) (frame.functionStack() - frame.address());
        assertEquals(
                STUB + architecture.systemCalls().stub().functionReturnOffset(),
                examples.pointer(frame.bytes(), at));
    }

    private void needsAll() {
        ThreadState good = examples.exampleState();
        byte[] none = new byte[0];
        for (ThreadState bad :
                List.of(
                        new ThreadState(none, good.extendedState(), good.floatingPoint(), 0),
                        new ThreadState(good.registers(), none, good.floatingPoint(), 0))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> architecture.signalFrames().build(bad, examples.stack(), STUB));
        }
    }
}
