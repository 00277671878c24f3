// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nsb.arch.ArchitectureExamples.given;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nsb.arch.Registers.Interruption;

/** The structure that {@link Registers} describes, and what is done with it. */
final class RegisterContract {
    static final String PART = "registers()";

    private final ArchitectureExamples examples;
    private final Architecture architecture;

    RegisterContract(ArchitectureExamples examples) {
        this.examples = examples;
        this.architecture = examples.architecture();
    }

    List<Check> checks() {
        return List.of(
                new Check(PART, "registers stand side by side", this::standSideBySide),
                new Check(PART, "registers have their roles", this::roles),
                new Check(PART, "DWARF numbers are those of the psABI", this::dwarfNumbers),
                new Check(PART, "threads are told from those of others", this::belongsTo),
                new Check(PART, "blank registers belong and hold no address", this::blank),
                new Check(PART, "interruptions are read from any buffer", this::anyBuffer),
                new Check(PART, "running code is left as it is", this::userModeStays),
                new Check(PART, "a call gets its registers, others stay", this::remoteCall),
                new Check(PART, "a function gets its registers, others stay", this::function));
    }

    private Registers registers() {
        return architecture.registers();
    }

    private byte[] example() {
        return examples.exampleState().registers();
    }

    private void standSideBySide() {
        Map<String, Integer> offsets = given(examples.registerOffsets(), "registerOffsets()");
        assertEquals(offsets.size(), new HashSet<>(offsets.values()).size(), "distinct");
        for (int offset : offsets.values()) {
            assertTrue(offset >= 0 && offset + 8 <= registers().size() && offset % 8 == 0);
        }
        assertEquals(example().length, registers().size());
    }

    private void roles() {
        Set<Integer> named = new HashSet<>(registers().systemCallArguments());
        assertEquals(6, registers().systemCallArguments().size(), "arguments");
        assertEquals(6, named.size(), "distinct arguments");
        named.addAll(
                List.of(
                        registers().programCounter(),
                        registers().stackPointer(),
                        registers().threadPointer(),
                        registers().systemCallNumber(),
                        registers().result()));
        assertTrue(examples.registerOffsets().values().containsAll(named));
        assertTrue(registers().redZone() >= 0 && registers().redZone() % 8 == 0, "redZone()");
    }

    private void dwarfNumbers() {
        Map<Integer, String> names = given(examples.dwarfNumbers(), "dwarfNumbers()");
        for (int number = -1; number < 256; number++) {
            int expected =
                    names.containsKey(number)
                            ? examples.registerOffsets().get(names.get(number))
                            : -1;
            assertEquals(expected, registers().dwarf(number), "DWARF number " + number);
        }
    }

    private void belongsTo() {
        assertTrue(registers().belongsTo(ByteBuffer.wrap(example())));
        assertFalse(registers().belongsTo(ByteBuffer.allocate(example().length)));
    }

    private void blank() {
        byte[] blank = registers().blank();
        assertTrue(registers().belongsTo(ByteBuffer.wrap(blank)));
        assertEquals(0, examples.word(blank, registers().programCounter()));
        assertEquals(0, examples.word(blank, registers().stackPointer()));
        assertEquals(0, examples.word(blank, registers().threadPointer()));
    }

    private void anyBuffer() {
        byte[] example = example();
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(example.length + 8).order(order);
            buffer.position(8).put(example).position(8);
            assertTrue(registers().belongsTo(buffer));
            assertEquals(
                    registers().interruption(ByteBuffer.wrap(example)),
                    registers().interruption(buffer));
            assertEquals(8, buffer.position());
        }
    }

    private void userModeStays() {
        byte[] running = registers().forFunction(example(), 0x1234, 0x5678);
        assertEquals(Interruption.USER_MODE, interruption(running));
        assertArrayEquals(running, registers().afterInterruptedCall(running));
    }

    private void remoteCall() {
        SystemCall call = new SystemCall("test", 77, List.of(11L, 12L, 13L, 14L, 15L, 16L));
        byte[] before = example();
        byte[] after = registers().forCall(before, call, 0x1234, 0x5678);
        assertArrayEquals(example(), before, "the input stays");
        assertEquals(
                call.arguments(),
                registers().systemCallArguments().stream()
                        .map(o -> examples.word(after, o))
                        .toList());
        checkSent(before, after);
    }

    private void function() {
        byte[] before = example();
        byte[] after = registers().forFunction(before, 0x1234, 0x5678);
        assertArrayEquals(example(), before, "the input stays");
        checkSent(before, after);
    }

    private void checkSent(byte[] before, byte[] after) {
        assertEquals(0x1234, examples.word(after, registers().programCounter()));
        assertEquals(0x5678, examples.word(after, registers().stackPointer()));
        assertEquals(
                examples.word(before, registers().threadPointer()),
                examples.word(after, registers().threadPointer()));
        assertEquals(
                Interruption.USER_MODE,
                interruption(after),
                "the kernel must not restart anything");
    }

    private Interruption interruption(byte[] registers) {
        return registers().interruption(ByteBuffer.wrap(registers));
    }
}
