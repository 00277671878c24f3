// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import org.nsb.patcher.target.linux.unwind.FrameRules.Kind;

/**
 * Executes call frame instructions (DWARF 5, sections 6.4.2 and 7.24; Linux Standard Base Core,
 * 10.6.1.2) up to one program counter. Unknown instructions are refused.
 */
final class FrameProgram {
    private static final int MOST_STATES = 64;

    private final FrameDescription description;
    private final Deque<FrameRules> remembered = new ArrayDeque<>();
    private FrameRules initial;
    private FrameRules rules;
    private long location;

    private FrameProgram(FrameDescription description, int columns) {
        this.description = description;
        rules = new FrameRules(columns);
        initial = rules;
        location = description.start();
    }

    /**
     * The rules that hold at a program counter.
     *
     * @param columns how many registers are of interest
     * @throws FrameInfoException if there is anything that is not understood
     */
    static FrameRules rulesAt(FrameDescription description, int columns, long pc) {
        FrameProgram program = new FrameProgram(description, columns);
        program.rules.describe(description.returnColumn(), description.signalFrame());
        program.run(description.initialInstructions(), pc);
        program.initial = program.rules.copy();
        program.run(description.instructions(), pc);
        return program.rules;
    }

    private void run(byte[] instructions, long pc) {
        DwarfBytes in = new DwarfBytes(ByteBuffer.wrap(instructions), 0, description.pointerSize());
        while (in.hasMore() && Long.compareUnsigned(location, pc) <= 0) {
            int instruction = in.u8();
            int operand = instruction & 0x3f;
            switch (instruction & 0xc0) {
                case 0x40 -> advance(operand);
                case 0x80 -> rules.set(operand, Kind.AT_OFFSET, factored(in.uleb()));
                case 0xc0 -> rules.restore(operand, initial);
                default -> extended(operand, in);
            }
        }
    }

    private void extended(int instruction, DwarfBytes in) {
        switch (instruction) {
            case 0x00 -> {} // nop
            case 0x02 -> advance(in.unsigned(1));
            case 0x03 -> advance(in.unsigned(2));
            case 0x04 -> advance(in.unsigned(4));
            case 0x05 -> rules.set(in.register(), Kind.AT_OFFSET, factored(in.uleb()));
            case 0x06 -> rules.restore(in.register(), initial);
            case 0x07 -> rules.set(in.register(), Kind.UNDEFINED, 0);
            case 0x08 -> rules.set(in.register(), Kind.SAME, 0);
            case 0x09 -> rules.set(in.register(), Kind.REGISTER, in.register());
            case 0x0a -> remember();
            case 0x0b -> recall();
            case 0x0c -> rules.frame(in.register(), in.uleb());
            case 0x0d -> rules.frame(in.register(), rules.frameOffset());
            case 0x0e -> rules.frame(frameRegister(), in.uleb());
            case 0x0f -> rules.frame(in.block());
            case 0x10 -> rules.set(in.register(), Kind.AT_EXPRESSION, in.block());
            case 0x11 -> rules.set(in.register(), Kind.AT_OFFSET, factored(in.sleb()));
            case 0x12 -> rules.frame(in.register(), factored(in.sleb()));
            case 0x13 -> rules.frame(frameRegister(), factored(in.sleb()));
            case 0x14 -> rules.set(in.register(), Kind.OFFSET, factored(in.uleb()));
            case 0x15 -> rules.set(in.register(), Kind.OFFSET, factored(in.sleb()));
            case 0x16 -> rules.set(in.register(), Kind.EXPRESSION, in.block());
            case 0x2e -> in.uleb(); // size of arguments: matters to exceptions only
            case 0x2f -> rules.set(in.register(), Kind.AT_OFFSET, -factored(in.uleb()));
            default -> throw new FrameInfoException("call frame instruction " + instruction);
        }
    }

    private int frameRegister() {
        if (rules.frameRegister() < 0 || rules.frameExpression() != null) {
            throw new FrameInfoException("an offset of the frame without a register");
        }
        return rules.frameRegister();
    }

    private void advance(long units) {
        location += units * description.codeAlignment();
    }

    private long factored(long offset) {
        return offset * description.dataAlignment();
    }

    private void remember() {
        if (remembered.size() == MOST_STATES) {
            throw new FrameInfoException("too many remembered states");
        }
        remembered.push(rules.copy());
    }

    private void recall() {
        if (remembered.isEmpty()) {
            throw new FrameInfoException("no remembered state");
        }
        rules = remembered.pop();
    }
}
