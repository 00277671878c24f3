// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nsb.arch.Architecture;
import org.nsb.arch.ArchitectureContractTest;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.arch.RelocationRule.Range;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SignalFrames.ThreadState;
import org.nsb.arch.intel.XsaveImage;
import org.nsb.arch.intel.XsaveImageTest;
import org.nsb.elf.ElfClass;

/** The contract, with bytes that GNU as and ld made (binutils 2.40). */
class X86_64Test extends ArchitectureContractTest {

    /** Members of {@code struct user_regs_struct} in the order of {@code sys/user.h}. */
    private static final List<String> USER_REGS =
            List.of(
                    "r15",
                    "r14",
                    "r13",
                    "r12",
                    "rbp",
                    "rbx",
                    "r11",
                    "r10",
                    "r9",
                    "r8",
                    "rax",
                    "rcx",
                    "rdx",
                    "rsi",
                    "rdi",
                    "orig_rax",
                    "rip",
                    "cs",
                    "eflags",
                    "rsp",
                    "ss",
                    "fs_base",
                    "gs_base",
                    "ds",
                    "es",
                    "fs",
                    "gs");

    /** The first members of {@code struct sigcontext} in the order of {@code asm/sigcontext.h}. */
    private static final List<String> SIGCONTEXT =
            List.of(
                    "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "rdi", "rsi", "rbp",
                    "rbx", "rdx", "rax", "rcx", "rsp", "rip", "eflags");

    private static final int SIGCONTEXT_OFFSET = 8 + 40;

    @Override
    protected Architecture architecture() {
        return new X86_64();
    }

    @Test
    void is_the_elf_machine_of_the_psabi() {
        assertEquals("x86_64", architecture().name());
        assertEquals(62, architecture().machine());
        assertEquals(ElfClass.ELF64, architecture().elfClass());
        assertEquals(8, architecture().pointerSize());
    }

    @Override
    protected List<Jump> directJumps() {
        return List.of(
                new Jump(0x1000, 0x2000, "e9fb0f0000", "jmp 2000"),
                new Jump(0x401000, 0x401005, "e900000000", "jmp 401005"),
                new Jump(0x401000, 0x401000, "e9fbffffff", "jmp 401000"),
                new Jump(0x401000, 0x400000, "e9fbefffff", "jmp 400000"),
                new Jump(0x401000, 0x80401004L, "e9ffffff7f", "jmp 80401004"),
                new Jump(0x80001000L, 0x1005, "e900000080", "jmp 1005"));
    }

    @Override
    protected List<Jump> jumpsTooFar() {
        return List.of(
                new Jump(0x401000, 0x80401005L, "", "ld: relocation truncated to fit"),
                new Jump(0x80001000L, 0x1004, "", "ld: relocation truncated to fit"));
    }

    @Override
    protected List<Jump> indirectJumps() {
        return List.of(
                new Jump(
                        0,
                        0x7f1234567890L,
                        "ff2500000000" + "90785634127f0000",
                        "jmp *0(%rip); .quad 0x7f1234567890"));
    }

    @Override
    protected List<Entry> entries() {
        return List.of(
                new Entry("f30f1efa 55 4889e5", 4, "endbr64; push %rbp; mov %rsp,%rbp"),
                new Entry("f30f1efa", 4, "endbr64"),
                new Entry("f30f1efb c3", 0, "endbr32; ret"),
                new Entry("55 4889e5", 0, "push %rbp; mov %rsp,%rbp"),
                new Entry("f30f1e", 0, "cut off"),
                new Entry("c3", 0, "ret"));
    }

    @Override
    protected List<Code> padding() {
        return List.of(
                new Code("cc", "int3"),
                new Code("90", "nop"),
                new Code("6690", "xchg %ax,%ax"),
                new Code("666690", "data16 xchg %ax,%ax"),
                new Code("0f1f00", "nopl (%rax)"),
                new Code("0f1f4000", "nopl 0x0(%rax)"),
                new Code("0f1f440000", "nopl 0x0(%rax,%rax,1)"),
                new Code("660f1f440000", "nopw 0x0(%rax,%rax,1)"),
                new Code("0f1f8000000000", "nopl 0x0(%rax)"),
                new Code("0f1f840000000000", "nopl 0x0(%rax,%rax,1)"),
                new Code("660f1f840000000000", "nopw 0x0(%rax,%rax,1)"),
                new Code("662e0f1f840000000000", "cs nopw 0x0(%rax,%rax,1)"),
                new Code("66662e0f1f840000000000", "data16 cs nopw 0x0(%rax,%rax,1)"),
                new Code(
                        "6666666666662e0f1f840000000000",
                        "data16 data16 data16 data16 data16 cs nopw 0x0(%rax,%rax,1)"),
                new Code("cccccccccccccccccccccccccccccccc", "int3, sixteen times"));
    }

    @Override
    protected List<Code> notPadding() {
        return List.of(
                new Code("c3", "ret"),
                new Code("0000", "add %al,(%rax)"),
                new Code("f390", "pause"),
                new Code("f30f1efa", "endbr64"),
                new Code("0f1f", "a nop that is cut off"),
                new Code("0f1f4400", "a nop that is cut off"),
                new Code("66", "a prefix alone"),
                new Code("662e", "prefixes alone"),
                new Code("0f1fc0", "nop %eax: no assembler pads with it"),
                new Code("0f0b", "ud2"),
                new Code("4887c0", "xchg %rax,%rax: no assembler pads with it"),
                new Code("87c0", "xchg %eax,%eax clears the upper half of rax"),
                new Code("66666666666666662e0f1f840000000000", "longer than an instruction"),
                new Code("e9fb0f0000", "jmp"));
    }

    @Override
    protected List<Type> relocationTypes() {
        return List.of(
                new Type(0, "R_X86_64_NONE", Formula.NONE, 0, Range.ANY),
                new Type(1, "R_X86_64_64", Formula.SYMBOL, 8, Range.ANY),
                new Type(2, "R_X86_64_PC32", Formula.PC_RELATIVE, 4, Range.SIGNED),
                new Type(6, "R_X86_64_GLOB_DAT", Formula.SLOT, 8, Range.ANY),
                new Type(7, "R_X86_64_JUMP_SLOT", Formula.SLOT, 8, Range.ANY),
                new Type(8, "R_X86_64_RELATIVE", Formula.BASE_RELATIVE, 8, Range.ANY),
                new Type(10, "R_X86_64_32", Formula.SYMBOL, 4, Range.UNSIGNED),
                new Type(11, "R_X86_64_32S", Formula.SYMBOL, 4, Range.SIGNED),
                new Type(16, "R_X86_64_DTPMOD64", Formula.TLS_MODULE, 8, Range.ANY),
                new Type(17, "R_X86_64_DTPOFF64", Formula.TLS_OFFSET, 8, Range.ANY),
                new Type(18, "R_X86_64_TPOFF64", Formula.TLS_THREAD_OFFSET, 8, Range.ANY),
                new Type(24, "R_X86_64_PC64", Formula.PC_RELATIVE, 8, Range.ANY),
                new Type(32, "R_X86_64_SIZE32", Formula.SIZE, 4, Range.UNSIGNED),
                new Type(33, "R_X86_64_SIZE64", Formula.SIZE, 8, Range.ANY),
                new Type(37, "R_X86_64_IRELATIVE", Formula.INDIRECT, 8, Range.ANY));
    }

    @Override
    protected Code stub() {
        return new Code(
                "0f05" + "4889c7" + "b80f000000" + "0f05" + "0f0b",
                "syscall; mov %rax,%rdi; mov $15,%eax; syscall; ud2");
    }

    @Override
    protected Map<String, Long> systemCallNumbers() {
        return Map.of(
                "memfd_create", 319L, "mmap", 9L, "munmap", 11L, "close", 3L, "rt_sigreturn", 15L);
    }

    @Override
    protected Map<Long, Interruption> sleepers() {
        return Map.of(
                0L, Interruption.RESTARTABLE, // read
                202L, Interruption.RESTARTABLE, // futex
                7L, Interruption.RESTART_BLOCK, // poll
                35L, Interruption.RESTART_BLOCK, // nanosleep
                219L, Interruption.RESTART_BLOCK, // restart_syscall
                230L, Interruption.RESTART_BLOCK, // clock_nanosleep
                220L, Interruption.ENDED, // semtimedop
                232L, Interruption.ENDED); // epoll_wait
    }

    @Override
    protected Map<String, Integer> registerOffsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        USER_REGS.forEach(name -> offsets.put(name, 8 * offsets.size()));
        return offsets;
    }

    @Test
    void registers_stand_where_the_kernel_puts_them() {
        Map<String, Integer> offsets = registerOffsets();
        var registers = architecture().registers();
        assertEquals(216, registers.size());
        assertEquals(offsets.get("rip"), registers.programCounter());
        assertEquals(offsets.get("rsp"), registers.stackPointer());
        assertEquals(offsets.get("rax"), registers.result());
        assertEquals(offsets.get("fs_base"), registers.threadPointer());
        assertEquals(offsets.get("rdi"), architecture().systemCalls().stub().functionResult());
        assertEquals(128, registers.redZone());
        assertEquals(
                List.of("rdi", "rsi", "rdx", "r10", "r8", "r9").stream().map(offsets::get).toList(),
                registers.systemCallArguments());
    }

    @Override
    protected Map<Integer, String> dwarfNumbers() {
        Map<Integer, String> numbers = new HashMap<>();
        List<String> general =
                List.of(
                        "rax", "rdx", "rcx", "rbx", "rsi", "rdi", "rbp", "rsp", "r8", "r9", "r10",
                        "r11", "r12", "r13", "r14", "r15", "rip");
        general.forEach(name -> numbers.put(numbers.size(), name));
        List<String> special = List.of("eflags", "es", "cs", "ss", "ds", "fs", "gs");
        special.forEach(name -> numbers.put(49 + special.indexOf(name), name));
        numbers.put(58, "fs_base");
        numbers.put(59, "gs_base");
        return numbers;
    }

    @Test
    void single_step_and_direction_flags_are_cleared_for_calls() {
        ThreadState state = exampleState();
        int eflags = registerOffsets().get("eflags");
        long flags = word(state.registers(), eflags);
        assertEquals(0x500, flags & 0x500, "the example has both set");
        byte[] sent = architecture().registers().forFunction(state.registers(), 1, 2);
        assertEquals(flags & ~0x500, word(sent, eflags));
        assertEquals(-1, word(sent, registerOffsets().get("orig_rax")));
        assertEquals(0, word(sent, registerOffsets().get("rax")));
        for (String kept : List.of("rbx", "rbp", "r12", "r13", "r14", "r15", "cs", "ss", "gs")) {
            int offset = registerOffsets().get(kept);
            assertEquals(word(state.registers(), offset), word(sent, offset), kept);
        }
    }

    @Test
    void threads_in_compatibility_mode_belong_to_another_architecture() {
        byte[] registers = exampleState().registers();
        assertTrue(architecture().registers().belongsTo(ByteBuffer.wrap(registers)));
        buffer(registers).putLong(registerOffsets().get("cs"), 0x23);
        assertFalse(architecture().registers().belongsTo(ByteBuffer.wrap(registers)));
    }

    @Override
    protected ThreadState exampleState() {
        byte[] registers = new byte[216];
        ByteBuffer view = buffer(registers);
        registerOffsets().values().forEach(offset -> view.putLong(offset, 0x1111L * (offset + 1)));
        view.putLong(registerOffsets().get("orig_rax"), -1);
        view.putLong(registerOffsets().get("cs"), 0x33);
        view.putLong(registerOffsets().get("ss"), 0x2b);
        view.putLong(registerOffsets().get("eflags"), 0x746);
        return new ThreadState(registers, XsaveImageTest.state(2432, 0xe7), new byte[0], 0x4002);
    }

    @Override
    protected Map<Integer, Long> registersInFrame(SignalFrame frame) {
        ByteBuffer sigcontext = buffer(frame.bytes()).position(SIGCONTEXT_OFFSET);
        Map<Integer, Long> found = new HashMap<>();
        SIGCONTEXT.forEach(name -> found.put(registerOffsets().get(name), sigcontext.getLong()));
        found.put(registerOffsets().get("cs"), (long) sigcontext.getShort());
        assertEquals(0, sigcontext.getInt(), "gs and fs");
        found.put(registerOffsets().get("ss"), (long) sigcontext.getShort());
        return found;
    }

    @Override
    protected long signalMaskInFrame(SignalFrame frame) {
        return buffer(frame.bytes()).getLong(SIGCONTEXT_OFFSET + 256);
    }

    @Override
    protected Set<Integer> registersOutsideFrames() {
        Map<String, Integer> offsets = registerOffsets();
        return Set.of(
                offsets.get("orig_rax"),
                offsets.get("fs_base"),
                offsets.get("gs_base"),
                offsets.get("ds"),
                offsets.get("es"),
                offsets.get("fs"),
                offsets.get("gs"));
    }

    @Override
    protected long stack() {
        return 0x7ffc_0000_1200L;
    }

    /** What GNU ld computed for variables of 4, 5 and 4 bytes, and of 4 and 8 bytes. */
    @Override
    protected List<LocalExec> localExec() {
        return List.of(
                new LocalExec(0, 0x49, 0x403dc0, 0x40, -0x80),
                new LocalExec(0x44, 0x49, 0x403dc0, 0x40, -0x3c),
                new LocalExec(0x40, 0x49, 0x403dc0, 0x40, -0x40),
                new LocalExec(0, 0x10, 0x403e30, 8, -0x10),
                new LocalExec(8, 0x10, 0x403e30, 8, -8));
    }

    @Override
    protected int stackAtEntry() {
        return 8;
    }

    @Test
    void a_signal_frame_is_what_the_kernel_reads() {
        ThreadState state = exampleState();
        SignalFrame frame = architecture().signalFrames().build(state, 0x7ffc_0000_1238L, 0x1000);
        ByteBuffer bytes = buffer(frame.bytes());
        assertEquals(frame.address() + 8, frame.systemCallStack(), "at the ucontext");
        assertEquals(7, bytes.getLong(8), "uc_flags");
        assertEquals(0, bytes.getLong(16), "uc_link");
        assertEquals(0x7f, bytes.getInt(32), "ss_flags: invalid, so that the kernel ignores it");
        long image = bytes.getLong(SIGCONTEXT_OFFSET + 184);
        assertEquals(0, image % 64);
        int at = (int) (image - frame.address());
        assertTrue(at >= 8 + 304, "behind the ucontext");
        byte[] expected = XsaveImage.forSignalFrame(state.extendedState(), 0);
        assertEquals(at + expected.length, frame.bytes().length);
        assertEquals(ByteBuffer.wrap(expected), bytes.slice(at, expected.length));
    }
}
