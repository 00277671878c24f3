// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nsb.arch.Architecture;
import org.nsb.arch.ArchitectureContractTest;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.arch.RelocationRule.Range;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SignalFrames.ThreadState;
import org.nsb.arch.intel.XsaveImageTest;

/** Bytes that GNU as --32 and ld -m elf_i386 made (binutils 2.40), and offsets of the headers. */
abstract class X86Examples extends ArchitectureContractTest {
    static final int UCONTEXT = 144;

    static final int SIGCONTEXT = UCONTEXT + 20;

    /** The words of {@code struct sigcontext} for i386 in the order of {@code asm/sigcontext.h}. */
    private static final List<String> SIGCONTEXT_WORDS =
            List.of(
                    "gs",
                    "fs",
                    "es",
                    "ds",
                    "edi",
                    "esi",
                    "ebp",
                    "esp",
                    "ebx",
                    "edx",
                    "ecx",
                    "eax",
                    "trapno",
                    "err",
                    "eip",
                    "cs",
                    "eflags",
                    "esp_at_signal",
                    "ss",
                    "fpstate",
                    "oldmask",
                    "cr2");

    private static final Set<String> NO_REGISTERS =
            Set.of("trapno", "err", "esp_at_signal", "fpstate", "oldmask", "cr2");

    @Override
    protected Architecture architecture() {
        return new X86();
    }

    @Override
    protected List<Jump> directJumps() {
        return List.of(
                new Jump(0x1000, 0x2000, "e9fb0f0000", "jmp 2000"),
                new Jump(0x8049000, 0x8049005, "e900000000", "jmp 8049005"),
                new Jump(0x8049000, 0x8049000, "e9fbffffff", "jmp 8049000"),
                new Jump(0x8049000, 0x8048000, "e9fbefffff", "jmp 8048000"),
                new Jump(0xf7fc1000L, 0x1000, "e9fbff0308", "jmp 1000, wrapping around"),
                new Jump(0x1000, 0xf7fc1000L, "e9fbfffbf7", "jmp f7fc1000, wrapping around"),
                new Jump(0xfffffff0L, 0x10, "e91b000000", "jmp 10, wrapping around"),
                new Jump(0x80000000L, 0, "e9fbffff7f", "jmp 0"));
    }

    @Override
    protected List<Jump> jumpsTooFar() {
        return List.of(
                new Jump(0x8049000, 0x1_0804_9000L, "", "to an address of 33 bits"),
                new Jump(0x1_0804_9000L, 0x8049000, "", "from an address of 33 bits"),
                new Jump(0x8049000, -0x1000, "", "to an address of 64 bits"));
    }

    @Override
    protected List<Jump> indirectJumps() {
        return List.of(new Jump(0, 0xf7fc1000L, "680010fcf7" + "c3", "push $0xf7fc1000; ret"));
    }

    @Override
    protected List<Entry> entries() {
        return List.of(
                new Entry("f30f1efb 55 89e5", 4, "endbr32; push %ebp; mov %esp,%ebp"),
                new Entry("f30f1efb", 4, "endbr32"),
                new Entry("f30f1efa c3", 0, "endbr64; ret"),
                new Entry("55 89e5", 0, "push %ebp; mov %esp,%ebp"),
                new Entry("f30f1e", 0, "cut off"),
                new Entry("c3", 0, "ret"));
    }

    @Override
    protected List<Code> padding() {
        return List.of(
                new Code("cc", "int3"),
                new Code("90", "nop"),
                new Code("6690", "xchg %ax,%ax"),
                new Code("89f6", "mov %esi,%esi"),
                new Code("8d7600", "lea 0x0(%esi),%esi"),
                new Code("8d742600", "lea 0x0(%esi,%eiz,1),%esi"),
                new Code("2e8d742600", "lea %cs:0x0(%esi,%eiz,1),%esi"),
                new Code("8db600000000", "lea 0x0(%esi),%esi"),
                new Code("8db42600000000", "lea 0x0(%esi,%eiz,1),%esi"),
                new Code("2e8db42600000000", "lea %cs:0x0(%esi,%eiz,1),%esi"),
                new Code("8dbf00000000", "lea 0x0(%edi),%edi"),
                new Code("8dbc2700000000", "lea 0x0(%edi,%eiz,1),%edi"),
                new Code("0f1f00", "nopl (%eax)"),
                new Code("0f1f440000", "nopl 0x0(%eax,%eax,1)"),
                new Code("0f1f8000000000", "nopl 0x0(%eax)"),
                new Code("662e0f1f840000000000", "nopw %cs:0x0(%eax,%eax,1)"),
                new Code("66662e0f1f840000000000", "data16 nopw %cs:0x0(%eax,%eax,1)"));
    }

    @Override
    protected List<Code> notPadding() {
        return List.of(
                new Code("c3", "ret"),
                new Code("0000", "add %al,(%eax)"),
                new Code("f390", "pause"),
                new Code("f30f1efb", "endbr32"),
                new Code("8d7604", "lea 0x4(%esi),%esi"),
                new Code("8db600000001", "lea 0x1000000(%esi),%esi"),
                new Code("8d7700", "lea 0x0(%edi),%esi"),
                new Code("8d76", "a lea that is cut off"),
                new Code("8db426000000", "a lea that is cut off"),
                new Code("0f1f4400", "a nop that is cut off"),
                new Code("89ff", "mov %edi,%edi: a place for patching at a function's start"),
                new Code("eb008db42600000000", "a jump, though gas begins long padding with one"),
                new Code("0f0b", "ud2"),
                new Code("e9fb0f0000", "jmp"));
    }

    @Override
    protected List<Type> relocationTypes() {
        return List.of(
                new Type(0, "R_386_NONE", Formula.NONE, 0, Range.ANY),
                new Type(1, "R_386_32", Formula.SYMBOL, 4, Range.ANY),
                new Type(2, "R_386_PC32", Formula.PC_RELATIVE, 4, Range.ANY),
                new Type(6, "R_386_GLOB_DAT", Formula.SLOT, 4, Range.ANY),
                new Type(7, "R_386_JMP_SLOT", Formula.SLOT, 4, Range.ANY),
                new Type(8, "R_386_RELATIVE", Formula.BASE_RELATIVE, 4, Range.ANY),
                new Type(14, "R_386_TLS_TPOFF", Formula.TLS_THREAD_OFFSET, 4, Range.ANY),
                new Type(35, "R_386_TLS_DTPMOD32", Formula.TLS_MODULE, 4, Range.ANY),
                new Type(36, "R_386_TLS_DTPOFF32", Formula.TLS_OFFSET, 4, Range.ANY),
                new Type(37, "R_386_TLS_TPOFF32", Formula.TLS_THREAD_OFFSET_NEGATED, 4, Range.ANY),
                new Type(38, "R_386_SIZE32", Formula.SIZE, 4, Range.ANY),
                new Type(42, "R_386_IRELATIVE", Formula.INDIRECT, 4, Range.ANY));
    }

    @Override
    protected Code stub() {
        return new Code(
                "cd80" + "89c3" + "b8ad000000" + "cd80" + "0f0b",
                "int $0x80; mov %eax,%ebx; mov $173,%eax; int $0x80; ud2");
    }

    @Override
    protected Map<String, Long> systemCallNumbers() {
        return Map.of(
                "memfd_create",
                356L,
                "mmap2",
                192L,
                "munmap",
                91L,
                "close",
                6L,
                "rt_sigreturn",
                173L);
    }

    @Override
    protected long mmapOffsetUnit() {
        return 4096;
    }

    @Override
    protected Map<Long, Interruption> sleepers() {
        return Map.ofEntries(
                Map.entry(0L, Interruption.RESTART_BLOCK), // restart_syscall
                Map.entry(3L, Interruption.RESTARTABLE), // read
                Map.entry(117L, Interruption.ENDED), // ipc
                Map.entry(162L, Interruption.RESTART_BLOCK), // nanosleep
                Map.entry(168L, Interruption.RESTART_BLOCK), // poll
                Map.entry(177L, Interruption.ENDED), // rt_sigtimedwait
                Map.entry(240L, Interruption.RESTARTABLE), // futex
                Map.entry(256L, Interruption.ENDED), // epoll_wait
                Map.entry(267L, Interruption.RESTART_BLOCK), // clock_nanosleep
                Map.entry(407L, Interruption.RESTART_BLOCK), // clock_nanosleep_time64
                Map.entry(420L, Interruption.ENDED), // semtimedop_time64
                Map.entry(421L, Interruption.ENDED), // rt_sigtimedwait_time64
                Map.entry(422L, Interruption.RESTARTABLE)); // futex_time64
    }

    /** Places of the registers that this mode has in {@code struct user_regs_struct}. */
    @Override
    protected Map<String, Integer> registerOffsets() {
        Map<String, Integer> offsets = new LinkedHashMap<>();
        offsets.put("ebp", 32);
        offsets.put("ebx", 40);
        offsets.put("eax", 80);
        offsets.put("ecx", 88);
        offsets.put("edx", 96);
        offsets.put("esi", 104);
        offsets.put("edi", 112);
        offsets.put("orig_eax", 120);
        offsets.put("eip", 128);
        offsets.put("cs", 136);
        offsets.put("eflags", 144);
        offsets.put("esp", 152);
        offsets.put("ss", 160);
        offsets.put("gs_base", 176);
        offsets.put("ds", 184);
        offsets.put("es", 192);
        offsets.put("fs", 200);
        offsets.put("gs", 208);
        return offsets;
    }

    @Override
    protected Map<Integer, String> dwarfNumbers() {
        Map<Integer, String> numbers = new HashMap<>();
        List<String> general =
                List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "eip", "eflags");
        general.forEach(name -> numbers.put(numbers.size(), name));
        List<String> segments = List.of("es", "cs", "ss", "ds", "fs", "gs");
        segments.forEach(name -> numbers.put(40 + segments.indexOf(name), name));
        return numbers;
    }

    @Override
    protected ThreadState exampleState() {
        byte[] registers = new byte[216];
        ByteBuffer view = buffer(registers);
        registerOffsets().values().forEach(offset -> view.putLong(offset, 0x1111L * (offset + 1)));
        view.putLong(registerOffsets().get("orig_eax"), -1);
        view.putLong(registerOffsets().get("esp"), 0xff9b_a0c0L);
        view.putLong(registerOffsets().get("cs"), 0x23);
        view.putLong(registerOffsets().get("ss"), 0x2b);
        view.putLong(registerOffsets().get("eflags"), 0x746);
        byte[] fsave = new byte[108];
        for (int i = 0; i < fsave.length; i++) {
            fsave[i] = (byte) (i * 5 + 3);
        }
        return new ThreadState(registers, XsaveImageTest.state(2432, 0xe7), fsave, 0x4002);
    }

    @Override
    protected Map<Integer, Long> registersInFrame(SignalFrame frame) {
        ByteBuffer sigcontext = buffer(frame.bytes()).position(SIGCONTEXT);
        Map<Integer, Long> found = new HashMap<>();
        for (String name : SIGCONTEXT_WORDS) {
            long value = Integer.toUnsignedLong(sigcontext.getInt());
            if (!NO_REGISTERS.contains(name)) {
                found.put(registerOffsets().get(name), value);
            }
        }
        return found;
    }

    @Override
    protected long signalMaskInFrame(SignalFrame frame) {
        return buffer(frame.bytes()).getLong(SIGCONTEXT + 22 * 4);
    }

    @Override
    protected Set<Integer> registersOutsideFrames() {
        return Set.of(registerOffsets().get("orig_eax"), registerOffsets().get("gs_base"));
    }

    @Override
    protected long stack() {
        return 0xff9b_a100L;
    }

    /** What GNU ld computed for variables of 4, 5 and 4 bytes, and of 4 and 8 bytes. */
    @Override
    protected List<LocalExec> localExec() {
        return List.of(
                new LocalExec(0, 0x49, 0x0804bec0, 0x40, -0x80),
                new LocalExec(0x44, 0x49, 0x0804bec0, 0x40, -0x3c),
                new LocalExec(0x40, 0x49, 0x0804bec0, 0x40, -0x40),
                new LocalExec(0, 0x10, 0x0804bef8, 8, -0x10),
                new LocalExec(8, 0x10, 0x0804bef8, 8, -8));
    }

    @Override
    protected int stackAtEntry() {
        return 12;
    }
}
