// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nsb.arch.RelocationRule.Range;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SignalFrames.ThreadState;

/**
 * What every port must keep.
 *
 * <p>A port's test extends this class and gives the examples. Nothing here runs any machine code,
 * so the tests pass on every host.
 */
public abstract class ArchitectureContractTest extends ArchitectureExamples {
    /** Greatest relocation type that any psABI uses. */
    private static final int LAST_RELOCATION_TYPE = 2048;

    private static final long STUB = 0x7f00_1000L;

    @Test
    void is_registered() {
        Architectures installed = Architectures.installed();
        Architecture found = installed.forElf(architecture.elfClass(), architecture.machine());
        assertSame(architecture.getClass(), found.getClass());
        assertEquals(architecture.name(), found.name());
        assertTrue(installed.named(architecture.name()).isPresent());
        assertEquals(new HashSet<>(installed.names()).size(), installed.names().size());
    }

    @Test
    void direct_jumps_are_those_of_the_assembler() {
        for (Jump jump : directJumps()) {
            byte[] bytes = architecture.jumps().direct(jump.from(), jump.to()).orElseThrow();
            assertEquals(jump.hex(), hex(bytes), jump.assembly());
            assertEquals(architecture.jumps().directLength(), bytes.length);
        }
    }

    @Test
    void direct_jumps_end_where_the_assembler_refuses() {
        for (Jump jump : jumpsTooFar()) {
            assertTrue(
                    architecture.jumps().direct(jump.from(), jump.to()).isEmpty(), jump.assembly());
        }
    }

    @Test
    void direct_jumps_reach_as_far_as_promised() {
        FunctionJumps jumps = architecture.jumps();
        long reach = jumps.reach();
        if (reach == Long.MAX_VALUE) {
            return;
        }
        long from = 0x4000_0000_0000L;
        long end = from + jumps.directLength();
        assertTrue(jumps.direct(from, end + reach).isPresent());
        assertTrue(jumps.direct(from, end - reach).isPresent());
        assertTrue(jumps.direct(from, end + reach + 16).isEmpty());
        assertTrue(jumps.direct(from, end - reach - 16).isEmpty());
    }

    @Test
    void indirect_jumps_are_those_of_the_assembler() {
        for (Jump jump : indirectJumps()) {
            byte[] bytes = architecture.jumps().indirect(jump.to());
            assertEquals(jump.hex(), hex(bytes), jump.assembly());
            assertEquals(architecture.jumps().indirectLength(), bytes.length);
        }
    }

    @Test
    void jumps_stand_behind_landing_pads() {
        for (Entry entry : entries()) {
            ByteBuffer code = bytes(entry.hex());
            assertEquals(entry.offset(), architecture.jumps().entryOffset(code), entry.assembly());
            assertEquals(0, code.position(), "the buffer must not be consumed");
            assertTrue(entry.offset() <= architecture.jumps().longestEntry());
        }
        assertEquals(0, architecture.jumps().entryOffset(ByteBuffer.allocate(0)));
    }

    @Test
    void padding_is_recognised() {
        StringBuilder all = new StringBuilder();
        for (Code code : padding()) {
            assertTrue(architecture.jumps().isPadding(bytes(code.hex())), code.assembly());
            all.append(code.hex());
        }
        assertTrue(architecture.jumps().isPadding(bytes(all.toString())), "all in a row");
        assertTrue(architecture.jumps().isPadding(ByteBuffer.allocate(0)));
        for (Code code : notPadding()) {
            assertFalse(architecture.jumps().isPadding(bytes(code.hex())), code.assembly());
            assertFalse(
                    architecture.jumps().isPadding(bytes(padding().get(0).hex() + code.hex())),
                    "behind padding: " + code.assembly());
        }
    }

    @Test
    void relocation_types_are_those_of_the_psabi_and_no_others() {
        Relocations relocations = architecture.relocations();
        Set<Integer> known = new HashSet<>();
        for (Type t : relocationTypes()) {
            known.add(t.type());
            RelocationRule expected =
                    new RelocationRule(t.name(), t.formula(), t.width(), t.range());
            assertEquals(expected, relocations.rule(t.type()).orElseThrow(), t.name());
            assertEquals(t.name(), relocations.name(t.type()));
        }
        for (int type = -1; type <= LAST_RELOCATION_TYPE; type++) {
            assertEquals(known.contains(type), relocations.rule(type).isPresent(), "type " + type);
        }
        assertEquals("type -1", relocations.name(-1));
    }

    @Test
    void relocation_rules_agree_in_themselves() {
        Set<String> names = new HashSet<>();
        for (int type = 0; type <= LAST_RELOCATION_TYPE; type++) {
            architecture.relocations().rule(type).ifPresent(rule -> checkRule(rule, names));
        }
    }

    private void checkRule(RelocationRule rule, Set<String> names) {
        assertTrue(names.add(rule.name()), "two types are called " + rule.name());
        assertTrue(Set.of(0, 1, 2, 4, 8).contains(rule.width()), rule.name());
        assertTrue(rule.width() <= architecture.pointerSize(), rule.name());
        boolean wide = rule.width() == architecture.pointerSize();
        boolean right =
                switch (rule.formula()) {
                    case NONE -> rule.width() == 0;
                    case SLOT,
                            BASE_RELATIVE,
                            INDIRECT,
                            TLS_MODULE,
                            TLS_OFFSET,
                            TLS_THREAD_OFFSET,
                            TLS_THREAD_OFFSET_NEGATED ->
                            wide;
                    case SYMBOL, SIZE -> wide || rule.range() != Range.ANY;
                    case PC_RELATIVE -> wide || rule.range() == Range.SIGNED;
                };
        assertTrue(right, rule.toString());
        checkBounds(rule);
    }

    private static void checkBounds(RelocationRule rule) {
        int bits = rule.width() * 8;
        if (bits == 0 || bits == Long.SIZE || rule.range() == Range.ANY) {
            assertTrue(rule.fits(-1) && rule.fits(Long.MIN_VALUE) && rule.fits(Long.MAX_VALUE));
            return;
        }
        boolean signed = rule.range() == Range.SIGNED;
        long most = signed ? (1L << (bits - 1)) - 1 : (1L << bits) - 1;
        long least = signed ? -(1L << (bits - 1)) : 0;
        assertTrue(rule.fits(most) && rule.fits(least) && rule.fits(0), rule.toString());
        assertFalse(rule.fits(most + 1) || rule.fits(least - 1), rule.toString());
        assertFalse(rule.fits(Long.MIN_VALUE) || rule.fits(Long.MAX_VALUE), rule.toString());
    }

    @Test
    void stub_is_that_of_the_assembler() {
        assertEquals(
                stub().hex(), hex(architecture.systemCalls().stub().code()), stub().assembly());
    }

    @Test
    void stub_leads_from_both_entrances_into_the_signal_return() {
        SystemCalls.Stub stub = architecture.systemCalls().stub();
        int length = stub.systemCallLength();
        assertTrue(stub.systemCallOffset() >= 0);
        assertTrue(stub.systemCallOffset() + length <= stub.functionReturnOffset());
        assertTrue(stub.functionReturnOffset() < stub.signalReturnOffset());
        assertTrue(stub.signalReturnOffset() + length <= stub.code().length);
        assertEquals(
                instruction(stub, stub.systemCallOffset()),
                instruction(stub, stub.signalReturnOffset()),
                "both must be the system-call instruction");
        assertNotEquals(architecture.registers().result(), stub.functionResult());
        assertTrue(registerOffsets().containsValue(stub.functionResult()));
    }

    @Test
    void stub_cannot_be_spoiled_by_its_users() {
        byte[] code = architecture.systemCalls().stub().code();
        code[0]++;
        assertEquals(stub().hex(), hex(architecture.systemCalls().stub().code()));
    }

    private static String instruction(SystemCalls.Stub stub, int offset) {
        return hex(stub.code()).substring(2 * offset, 2 * (offset + stub.systemCallLength()));
    }

    @Test
    void system_calls_pass_their_arguments_in_order() {
        SystemCalls calls = architecture.systemCalls();
        assertEquals(List.of(0x1000L, 3L), calls.memfdCreate(0x1000, 3).arguments());
        assertEquals(List.of(0x1000L, 0x2000L), calls.munmap(0x1000, 0x2000).arguments());
        assertEquals(List.of(7L), calls.close(7).arguments());
        SystemCall mmap = calls.mmap(0x1000, 0x2000, 5, 2, 7, 0);
        assertEquals(List.of(0x1000L, 0x2000L, 5L, 2L, 7L), mmap.arguments().subList(0, 5));
        assertEquals(6, mmap.arguments().size());
        assertEquals(6, architecture.registers().systemCallArguments().size());
    }

    @Test
    void failures_are_small_negative_results() {
        SystemCalls calls = architecture.systemCalls();
        for (int errno : new int[] {1, 4, 38, 4095}) {
            assertTrue(calls.failed(-errno));
            assertEquals(errno, calls.errno(-errno));
        }
        for (long result : new long[] {0, 1, -4096, 0x7f00_0000_0000L, Long.MIN_VALUE}) {
            assertFalse(calls.failed(result), "result " + result);
            assertThrows(IllegalArgumentException.class, () -> calls.errno(result));
        }
    }

    @Test
    void registers_stand_side_by_side() {
        Registers registers = architecture.registers();
        Map<String, Integer> offsets = registerOffsets();
        assertEquals(offsets.size(), new HashSet<>(offsets.values()).size(), "distinct");
        for (int offset : offsets.values()) {
            assertTrue(offset >= 0 && offset + 8 <= registers.size() && offset % 8 == 0);
        }
        Set<Integer> named = new HashSet<>(registers.systemCallArguments());
        assertEquals(6, named.size());
        named.addAll(
                List.of(
                        registers.programCounter(),
                        registers.stackPointer(),
                        registers.threadPointer(),
                        registers.result()));
        assertTrue(offsets.values().containsAll(named));
        Set<Integer> dwarf = new HashSet<>();
        for (int number = -1; number < 256; number++) {
            int offset = registers.dwarf(number);
            assertTrue(offset == -1 || dwarf.add(offset), "DWARF number " + number);
        }
        dwarf.remove(-1);
        assertTrue(offsets.values().containsAll(dwarf));
        assertTrue(
                dwarf.containsAll(List.of(registers.programCounter(), registers.stackPointer())));
    }

    @Test
    void registers_are_read_from_any_buffer() {
        byte[] example = exampleState().registers();
        for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(example.length + 8).order(order);
            buffer.position(8).put(example).position(8);
            assertTrue(architecture.registers().belongsTo(buffer));
            assertEquals(
                    architecture.registers().interruption(ByteBuffer.wrap(example)),
                    architecture.registers().interruption(buffer));
            assertEquals(8, buffer.position());
        }
        assertFalse(architecture.registers().belongsTo(ByteBuffer.allocate(example.length)));
    }

    @Test
    void a_remote_call_gets_its_registers_and_leaves_the_others() {
        Registers registers = architecture.registers();
        SystemCall call = new SystemCall("test", 77, List.of(11L, 12L, 13L, 14L, 15L, 16L));
        byte[] before = exampleState().registers();
        byte[] after = registers.forCall(before, call, 0x1234, 0x5678);
        assertArrayEquals(exampleState().registers(), before, "the input stays");
        assertEquals(0x1234, word(after, registers.programCounter()));
        assertEquals(0x5678, word(after, registers.stackPointer()));
        assertEquals(
                call.arguments(),
                registers.systemCallArguments().stream().map(o -> word(after, o)).toList());
        assertEquals(
                word(before, registers.threadPointer()), word(after, registers.threadPointer()));
        assertEquals(
                Registers.Interruption.USER_MODE,
                registers.interruption(ByteBuffer.wrap(after)),
                "the kernel must not restart anything");
        assertArrayEquals(after, registers.afterInterruptedCall(after));
    }

    @Test
    void a_remote_function_gets_its_registers_and_leaves_the_others() {
        Registers registers = architecture.registers();
        byte[] before = exampleState().registers();
        byte[] after = registers.forFunction(before, 0x1234, 0x5678);
        assertEquals(0x1234, word(after, registers.programCounter()));
        assertEquals(0x5678, word(after, registers.stackPointer()));
        assertEquals(
                word(before, registers.threadPointer()), word(after, registers.threadPointer()));
        assertEquals(
                Registers.Interruption.USER_MODE, registers.interruption(ByteBuffer.wrap(after)));
    }

    @Test
    void a_signal_frame_gives_every_register_back() {
        ThreadState state = exampleState();
        SignalFrame frame = architecture.signalFrames().build(state, 0x7ffc_0000_1238L, STUB);
        Map<Integer, Long> found = registersInFrame(frame);
        for (Map.Entry<String, Integer> register : registerOffsets().entrySet()) {
            int offset = register.getValue();
            if (!registersOutsideFrames().contains(offset)) {
                assertTrue(found.containsKey(offset), register.getKey());
                assertEquals(word(state.registers(), offset), found.get(offset), register.getKey());
            }
        }
        assertEquals(state.signalMask(), signalMaskInFrame(frame));
    }

    @Test
    void a_signal_frame_keeps_below_the_red_zone_and_is_aligned() {
        for (int shift = 0; shift < 128; shift++) {
            long below = 0x7ffc_0000_2000L + shift;
            SignalFrame frame = architecture.signalFrames().build(exampleState(), below, STUB);
            long end = frame.address() + frame.bytes().length;
            assertTrue(end <= below - architecture.registers().redZone(), "red zone");
            assertEquals(stackAtEntry(), (int) (frame.functionStack() & 15));
            assertTrue(frame.systemCallStack() >= frame.address());
            assertTrue(frame.functionStack() >= frame.address());
            int at = (int) (frame.functionStack() - frame.address());
            long returnAddress =
                    architecture.pointerSize() == 8
                            ? word(frame.bytes(), at)
                            : Integer.toUnsignedLong(buffer(frame.bytes()).getInt(at));
            assertEquals(
                    STUB + architecture.systemCalls().stub().functionReturnOffset(), returnAddress);
        }
    }

    @Test
    void a_signal_frame_needs_whole_registers_and_state() {
        ThreadState good = exampleState();
        byte[] none = new byte[0];
        for (ThreadState bad :
                List.of(
                        new ThreadState(none, good.extendedState(), good.floatingPoint(), 0),
                        new ThreadState(good.registers(), none, good.floatingPoint(), 0))) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> architecture.signalFrames().build(bad, 0x7ffc_0000_2000L, STUB));
        }
    }
}
