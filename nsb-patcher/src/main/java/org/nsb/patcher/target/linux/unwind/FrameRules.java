// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.util.Arrays;

/**
 * How the registers of a caller are found from those of its callee, for one program counter: a row
 * of the table that call frame information stands for (DWARF 5, section 6.4.1).
 *
 * <p>Columns are DWARF register numbers. Registers that the architecture does not count among the
 * general ones are left out: no frame is found through them.
 */
final class FrameRules {
    /** How a caller's register is found. */
    enum Kind {
        /** The callee left it alone. Holds for what has no rule, too. */
        SAME,
        /** It cannot be found. The return address of a thread's first function is such. */
        UNDEFINED,
        /** It lies in memory at the frame's address plus an offset. */
        AT_OFFSET,
        /** It is the frame's address plus an offset. */
        OFFSET,
        /** Another register has it. */
        REGISTER,
        /** It lies in memory where an expression says. */
        AT_EXPRESSION,
        /** An expression says what it is. */
        EXPRESSION
    }

    private final Kind[] kinds;
    private final long[] operands;
    private final byte[][] expressions;
    private int frameRegister = -1;
    private long frameOffset;
    private byte[] frameExpression;
    private int returnColumn;
    private boolean signalFrame;

    FrameRules(int columns) {
        kinds = new Kind[columns];
        Arrays.fill(kinds, Kind.SAME);
        operands = new long[columns];
        expressions = new byte[columns][];
    }

    private FrameRules(FrameRules other) {
        kinds = other.kinds.clone();
        operands = other.operands.clone();
        expressions = other.expressions.clone();
        copyFrame(other);
    }

    private void copyFrame(FrameRules other) {
        frameRegister = other.frameRegister;
        frameOffset = other.frameOffset;
        frameExpression = other.frameExpression;
        returnColumn = other.returnColumn;
        signalFrame = other.signalFrame;
    }

    FrameRules copy() {
        return new FrameRules(this);
    }

    int columns() {
        return kinds.length;
    }

    Kind kind(int column) {
        return kinds[column];
    }

    /** The offset, or the number of the other register. */
    long operand(int column) {
        return operands[column];
    }

    byte[] expression(int column) {
        return expressions[column];
    }

    /** The register that the frame's address is relative to. */
    int frameRegister() {
        return frameRegister;
    }

    long frameOffset() {
        return frameOffset;
    }

    /** The expression for the frame's address; null if it is relative to a register. */
    byte[] frameExpression() {
        return frameExpression;
    }

    /** The column that stands for the return address. */
    int returnColumn() {
        return returnColumn;
    }

    /** Whether the caller was interrupted here, rather than having called. */
    boolean signalFrame() {
        return signalFrame;
    }

    void describe(int returnAddressColumn, boolean isSignalFrame) {
        if (returnAddressColumn >= kinds.length) {
            throw new FrameInfoException("return address in register " + returnAddressColumn);
        }
        returnColumn = returnAddressColumn;
        signalFrame = isSignalFrame;
    }

    void set(int column, Kind kind, long operand) {
        if (column < kinds.length) {
            kinds[column] = kind;
            operands[column] = operand;
        }
    }

    void set(int column, Kind kind, byte[] expression) {
        if (column < kinds.length) {
            kinds[column] = kind;
            expressions[column] = expression;
        }
    }

    /** Gives a column the rule that it has there. */
    void restore(int column, FrameRules from) {
        if (column < kinds.length) {
            kinds[column] = from.kinds[column];
            operands[column] = from.operands[column];
            expressions[column] = from.expressions[column];
        }
    }

    void frame(int register, long offset) {
        if (register >= kinds.length) {
            throw new FrameInfoException("frame address in register " + register);
        }
        frameRegister = register;
        frameOffset = offset;
        frameExpression = null;
    }

    void frame(byte[] expression) {
        frameExpression = expression;
    }
}
