// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.nsb.arch.Architecture;
import org.nsb.arch.Architectures;
import org.nsb.elf.ElfClass;
import org.nsb.patcher.commit.Unwinder;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;

/**
 * A process with one module, whose functions have 16 bytes each, and a stack. The module is an ELF
 * header, two program headers, {@code .eh_frame_hdr} and {@code .eh_frame}.
 */
final class UnwindFixture implements Unwinder.Memory {
    static final long MODULE = 0x40_0000;
    static final long CODE = MODULE + 0x8000;
    static final int FUNCTION = 16;
    static final long STACK = 0xbfff_0000L;
    static final int STACK_SIZE = 0x1_0000;
    static final int HEADER = 0x200;
    static final int FRAMES = 0x1000;
    static final int MODULE_SIZE = 0x1_0000;

    final Architecture cpu;
    final int word;
    final ByteBuffer module = ByteBuffer.allocate(MODULE_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    final ByteBuffer stack = ByteBuffer.allocate(STACK_SIZE).order(ByteOrder.LITTLE_ENDIAN);
    private final List<Integer> entries = new ArrayList<>();
    private int free = FRAMES;

    UnwindFixture(String name) {
        cpu = Architectures.installed().named(name).orElseThrow();
        word = cpu.pointerSize();
    }

    /** DWARF number of the stack pointer. */
    int sp() {
        return numberOf(cpu.registers().stackPointer());
    }

    /** DWARF number of the program counter, which stands for the return address. */
    int pc() {
        return numberOf(cpu.registers().programCounter());
    }

    /** Some register that calls preserve: {@code ebp} or {@code rbp}. */
    int bp() {
        return cpu.elfClass() == ElfClass.ELF32 ? 5 : 6;
    }

    private int numberOf(int offset) {
        for (int i = 0; ; i++) {
            if (cpu.registers().dwarf(i) == offset) {
                return i;
            }
        }
    }

    /**
     * Adds a function with a CIE of its own. On entry the frame's address is the stack pointer plus
     * a word, and the return address lies just below.
     *
     * @return its address
     */
    long function(String augmentation, int... instructions) {
        int common = free;
        entry(common(augmentation));
        int description = free;
        long start = CODE + (long) FUNCTION * entries.size();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        number(bytes, description + 4 - common);
        number(bytes, (int) (start - (MODULE + description + 8)));
        number(bytes, FUNCTION);
        bytes.write(0); // augmentation data
        write(bytes, instructions);
        entry(bytes);
        entries.add(description);
        return start;
    }

    private ByteArrayOutputStream common(String augmentation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        number(bytes, 0);
        write(bytes, 1);
        for (char letter : augmentation.toCharArray()) {
            bytes.write(letter);
        }
        write(bytes, 0, 1, -word & 0x7f, pc(), 1, 0x1b); // 0x1b: relative to its place, signed
        write(bytes, 0x0c, sp(), word, 0x80 | pc(), 1);
        return bytes;
    }

    private void entry(ByteArrayOutputStream content) {
        while (content.size() % 4 != 0) {
            content.write(0);
        }
        module.putInt(free, content.size());
        module.put(free + 4, content.toByteArray());
        free += 4 + content.size();
    }

    private static void number(ByteArrayOutputStream bytes, int value) {
        write(bytes, value, value >> 8, value >> 16, value >> 24);
    }

    private static void write(ByteArrayOutputStream bytes, int... values) {
        for (int value : values) {
            bytes.write(value);
        }
    }

    /** Stores a word on the stack. */
    UnwindFixture put(long address, long value) {
        int at = (int) (address - STACK);
        if (word == Long.BYTES) {
            stack.putLong(at, value);
        } else {
            stack.putInt(at, (int) value);
        }
        return this;
    }

    /** Registers as ptrace reports them. */
    ByteBuffer registers(long programCounter, long stackPointer, long framePointer) {
        ByteBuffer registers =
                ByteBuffer.wrap(cpu.registers().blank()).order(ByteOrder.LITTLE_ENDIAN);
        registers.putLong(cpu.registers().programCounter(), programCounter);
        registers.putLong(cpu.registers().stackPointer(), stackPointer);
        registers.putLong(cpu.registers().dwarf(bp()), framePointer);
        return registers;
    }

    CallFrameUnwinder unwinder() {
        headers();
        MemoryMap map =
                new MemoryMap(
                        List.of(
                                mapping(MODULE, MODULE_SIZE, "r-xp", "/module"),
                                mapping(STACK, STACK_SIZE, "rw-p", "[stack]")));
        return new CallFrameUnwinder(cpu, new Modules(map, this));
    }

    private static Mapping mapping(long start, long size, String permissions, String name) {
        return new Mapping(start, start + size, permissions, 0, "00:00", 1, name);
    }

    private void headers() {
        ElfClass elfClass = cpu.elfClass();
        module.put(0, new byte[] {0x7f, 'E', 'L', 'F', (byte) elfClass.ident(), 1, 1});
        module.position(16).putShort((short) 3).putShort((short) cpu.machine()).putInt(1);
        word(0).word(elfClass.headerSize()).word(0).putInt(0);
        module.putShort((short) elfClass.headerSize());
        module.putShort((short) elfClass.programHeaderSize()).putShort((short) 2);
        module.putShort((short) elfClass.sectionHeaderSize()).putShort((short) 0);
        module.position(elfClass.headerSize());
        programHeader(1, 0, MODULE_SIZE);
        programHeader(0x6474e550, HEADER, 12 + 8 * entries.size());
        module.position(HEADER);
        module.put(new byte[] {1, 0x1b, 0x03, 0x3b}).putInt(0).putInt(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            module.putInt((int) (CODE + (long) FUNCTION * i - MODULE - HEADER));
            module.putInt(entries.get(i) - HEADER);
        }
    }

    private void programHeader(int type, long address, long size) {
        module.putInt(type);
        if (cpu.elfClass() == ElfClass.ELF64) {
            module.putInt(5);
        }
        word(address).word(address).word(address).word(size).word(size);
        if (cpu.elfClass() == ElfClass.ELF32) {
            module.putInt(5);
        }
        word(0x1000);
    }

    private UnwindFixture word(long value) {
        if (word == Long.BYTES) {
            module.putLong(value);
        } else {
            module.putInt((int) value);
        }
        return this;
    }

    private void putInt(int value) {
        module.putInt(value);
    }

    @Override
    public int read(long address, ByteBuffer into, int length) {
        boolean onStack = Long.compareUnsigned(address - STACK, STACK_SIZE) < 0;
        ByteBuffer from = onStack ? stack : module;
        long offset = address - (onStack ? STACK : MODULE);
        if (offset < 0 || offset >= from.capacity()) {
            return -14; // EFAULT
        }
        int n = (int) Math.min(length, from.capacity() - offset);
        into.put(0, from, (int) offset, n);
        return n;
    }
}
