// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SignalFrames.ThreadState;
import org.nsb.arch.intel.XsaveImage;
import org.nsb.elf.ElfClass;

/** The contract, and what it does not ask for. */
class X86Test extends X86Examples {
    @Test
    void is_the_elf_machine_of_the_psabi() {
        assertEquals("x86", architecture().name());
        assertEquals(3, architecture().machine());
        assertEquals(ElfClass.ELF32, architecture().elfClass());
        assertEquals(4, architecture().pointerSize());
    }

    @Test
    void addresses_of_other_modes_are_refused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> architecture().jumps().indirect(0x7f12_3456_7890L));
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        architecture()
                                .signalFrames()
                                .build(exampleState(), 0x7ffc_0000_1200L, 0x1000));
    }

    @Test
    void files_are_mapped_from_multiples_of_the_unit_only() {
        var calls = architecture().systemCalls();
        assertEquals(0x10_0000L, calls.mmap(0, 1, 0, 0, 3, 0x1_0000_0000L).arguments().get(5));
        assertThrows(IllegalArgumentException.class, () -> calls.mmap(0, 1, 0, 0, 3, 0x1800));
    }

    @Test
    void results_have_32_bits_whatever_is_above() {
        var calls = architecture().systemCalls();
        for (long result : new long[] {-22, 0xffff_ffeaL}) {
            assertTrue(calls.failed(result));
            assertEquals(22, calls.errno(result));
        }
        assertFalse(calls.failed(0xf7fc_1000L), "an address in the upper half");
        assertFalse(calls.failed((int) 0xf7fc_1000L), "an address in the upper half");
    }

    @Test
    void registers_stand_where_the_kernel_puts_them() {
        Map<String, Integer> offsets = registerOffsets();
        var registers = architecture().registers();
        assertEquals(216, registers.size());
        assertEquals(offsets.get("eip"), registers.programCounter());
        assertEquals(offsets.get("esp"), registers.stackPointer());
        assertEquals(offsets.get("eax"), registers.result());
        assertEquals(offsets.get("orig_eax"), registers.systemCallNumber());
        assertEquals(offsets.get("gs_base"), registers.threadPointer());
        assertEquals(offsets.get("ebx"), architecture().systemCalls().stub().functionResult());
        assertEquals(0, registers.redZone());
        assertEquals(
                List.of("ebx", "ecx", "edx", "esi", "edi", "ebp").stream()
                        .map(offsets::get)
                        .toList(),
                registers.systemCallArguments());
    }

    @Test
    void single_step_and_direction_flags_are_cleared_for_calls() {
        ThreadState state = exampleState();
        int eflags = registerOffsets().get("eflags");
        long flags = word(state.registers(), eflags);
        assertEquals(0x500, flags & 0x500, "the example has both set");
        byte[] sent = architecture().registers().forFunction(state.registers(), 1, 2);
        assertEquals(flags & ~0x500, word(sent, eflags));
        assertEquals(-1, word(sent, registerOffsets().get("orig_eax")));
        for (String kept : List.of("ebx", "ebp", "esi", "edi", "cs", "ss", "ds", "gs")) {
            int offset = registerOffsets().get(kept);
            assertEquals(word(state.registers(), offset), word(sent, offset), kept);
        }
    }

    @Test
    void threads_in_64_bit_mode_belong_to_another_architecture() {
        byte[] registers = exampleState().registers();
        assertTrue(architecture().registers().belongsTo(ByteBuffer.wrap(registers)));
        buffer(registers).putLong(registerOffsets().get("cs"), 0x33);
        assertFalse(architecture().registers().belongsTo(ByteBuffer.wrap(registers)));
    }

    @Test
    void a_signal_frame_is_what_the_kernel_reads() {
        ThreadState state = exampleState();
        SignalFrame frame = architecture().signalFrames().build(state, 0xff9b_a0c8L, 0x1000);
        ByteBuffer bytes = buffer(frame.bytes());
        assertEquals(frame.address() + 4, frame.systemCallStack(), "at sig");
        assertEquals(frame.address(), frame.functionStack(), "at the return address");
        assertEquals(0, bytes.getInt(UCONTEXT), "uc_flags");
        assertEquals(0, bytes.getInt(UCONTEXT + 4), "uc_link");
        assertEquals(0x7f, bytes.getInt(UCONTEXT + 12), "ss_flags: invalid, so it is ignored");
        long fpstate = Integer.toUnsignedLong(bytes.getInt(SIGCONTEXT + 19 * 4));
        assertEquals(0, (fpstate + 112) % 64);
        int at = (int) (fpstate - frame.address());
        assertTrue(at >= 260, "behind the ucontext");
        assertArrayEquals(state.floatingPoint(), Arrays.copyOfRange(frame.bytes(), at, at + 108));
        assertEquals(bytes.getShort(at + 4), bytes.getShort(at + 108), "status");
        assertEquals(0, bytes.getShort(at + 110), "magic: an image follows");
        byte[] image = XsaveImage.forSignalFrame(state.extendedState(), 112);
        assertEquals(at + 112 + image.length, frame.bytes().length);
        assertEquals(ByteBuffer.wrap(image), bytes.slice(at + 112, image.length));
        assertEquals(
                112 + 2432 + 4, bytes.getInt(at + 112 + 468), "extended_size counts all of it");
    }

    @Test
    void a_signal_frame_needs_floating_point_registers_in_the_form_of_this_mode() {
        ThreadState good = exampleState();
        for (int length : new int[] {0, 107, 512}) {
            ThreadState bad =
                    new ThreadState(good.registers(), good.extendedState(), new byte[length], 0);
            assertThrows(
                    IllegalArgumentException.class,
                    () -> architecture().signalFrames().build(bad, stack(), 0x1000));
        }
    }
}
