// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
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

    protected final Architecture architecture = architecture();

    protected abstract Architecture architecture();

    protected abstract List<Jump> directJumps();

    /** A destination that a direct jump just misses, from a given place. */
    protected abstract List<Jump> jumpsTooFar();

    protected abstract List<Jump> indirectJumps();

    protected abstract List<Entry> entries();

    protected abstract List<Code> padding();

    protected abstract List<Code> notPadding();

    protected abstract List<Type> relocationTypes();

    protected abstract Code stub();

    /** Every field of the register structure, by name. */
    protected abstract Map<String, Integer> registerOffsets();

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

    /** A word of the tracer's register structure. */
    protected final long word(byte[] bytes, int offset) {
        return buffer(bytes).getLong(offset);
    }

    protected final ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(architecture.byteOrder());
    }

    /** Blanks in the digits separate instructions. */
    protected static ByteBuffer bytes(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    protected static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
