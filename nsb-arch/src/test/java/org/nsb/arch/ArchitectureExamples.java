// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.RelocationRule.Formula;
import org.nsb.arch.RelocationRule.Range;
import org.nsb.arch.SignalFrames.SignalFrame;
import org.nsb.arch.SignalFrames.ThreadState;

/**
 * What a port gives to be tested against.
 *
 * <p>Golden bytes are machine code that an assembler made from the text beside it; offsets are
 * those of the kernel's and the C library's headers.
 */
public abstract class ArchitectureExamples {
    /** A jump as the assembler encodes it. */
    public record Jump(long from, long to, String hex, String assembly) {}

    /** Some machine code as the assembler encodes it. */
    public record Code(String hex, String assembly) {}

    /** Code of a function's first bytes, and where the jump must go. */
    public record Entry(String hex, int offset, String assembly) {}

    /** A relocation type as in {@code elf.h} and the psABI. */
    public record Type(int type, String name, Formula formula, int width, Range range) {}

    /**
     * A variable of an executable, with the offset that the link editor wrote into the code.
     *
     * @param value {@code st_value}
     * @param size {@code p_memsz} of PT_TLS
     * @param address {@code p_vaddr} of PT_TLS
     * @param alignment {@code p_align} of PT_TLS
     * @param offset to be added to the thread pointer
     */
    public record LocalExec(long value, long size, long address, long alignment, long offset) {}

    protected abstract Architecture architecture();

    protected abstract List<Jump> directJumps();

    /** Destinations that a direct jump misses, from a given place. */
    protected abstract List<Jump> jumpsTooFar();

    protected abstract List<Jump> indirectJumps();

    protected abstract List<Entry> entries();

    protected abstract List<Code> padding();

    protected abstract List<Code> notPadding();

    protected abstract List<Type> relocationTypes();

    protected abstract Code stub();

    /** Numbers of the calls that nsb makes, by name; {@code rt_sigreturn} too. */
    protected abstract Map<String, Long> systemCallNumbers();

    /** Bytes of the unit in which the kernel's mmap takes the offset. */
    protected long mmapOffsetUnit() {
        return 1;
    }

    /** What a stop interrupts, by the number of the call in which a thread sleeps. */
    protected abstract Map<Long, Interruption> sleepers();

    /** Every field of the register structure, by name. */
    protected abstract Map<String, Integer> registerOffsets();

    /** Names of registers by their DWARF numbers; all others have no place in the structure. */
    protected abstract Map<Integer, String> dwarfNumbers();

    /** A thread's state in which every register has a value of its own. */
    protected abstract ThreadState exampleState();

    /** Registers that {@code rt_sigreturn} takes out of a frame: value by offset. */
    protected abstract Map<Integer, Long> registersInFrame(SignalFrame frame);

    /** Signal mask that {@code rt_sigreturn} takes out of a frame. */
    protected abstract long signalMaskInFrame(SignalFrame frame);

    /** Offsets of registers that no signal frame carries: the kernel keeps them. */
    protected abstract Set<Integer> registersOutsideFrames();

    /** Value of the stack pointer at a function's entrance, modulo 16. */
    protected abstract int stackAtEntry();

    /** An address in the middle of a stack, a multiple of 128. */
    protected abstract long stack();

    protected abstract List<LocalExec> localExec();

    /** A word of the tracer's register structure. */
    protected final long word(byte[] bytes, int offset) {
        return buffer(bytes).getLong(offset);
    }

    /** A word as wide as an address of the target. */
    protected final long pointer(byte[] bytes, int offset) {
        return architecture().pointerSize() == Long.BYTES
                ? word(bytes, offset)
                : Integer.toUnsignedLong(buffer(bytes).getInt(offset));
    }

    protected final ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(architecture().byteOrder());
    }

    /** The examples, of which there must be some: without any, nothing would be checked. */
    static <T> List<T> given(List<T> examples, String name) {
        if (examples == null || examples.isEmpty()) {
            throw new AssertionError("no examples: " + name);
        }
        return examples;
    }

    /** As above. */
    static <K, V> Map<K, V> given(Map<K, V> examples, String name) {
        if (examples == null || examples.isEmpty()) {
            throw new AssertionError("no examples: " + name);
        }
        return examples;
    }

    /** Blanks in the digits separate instructions. */
    protected static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    protected static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
