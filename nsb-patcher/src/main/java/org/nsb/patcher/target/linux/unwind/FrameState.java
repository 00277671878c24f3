// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.nio.ByteBuffer;
import org.nsb.arch.Architecture;
import org.nsb.arch.Registers;
import org.nsb.elf.ElfClass;
import org.nsb.patcher.target.linux.unwind.FrameRules.Kind;

/**
 * The registers of one frame after the other. Columns are DWARF register numbers, from 0 up to the
 * first that the architecture does not have. Does not allocate after construction.
 */
final class FrameState {
    private static final int MOST_COLUMNS = 64;

    private final Registers registers;
    private final ElfClass elfClass;
    private final Modules memory;
    private final StackExpression expressions;
    private final int stackColumn;
    private final int programColumn;
    private long[] values;
    private boolean[] known;
    private long[] callerValues;
    private boolean[] callerKnown;
    private long address;

    FrameState(Architecture architecture, Modules memory) {
        registers = architecture.registers();
        elfClass = architecture.elfClass();
        this.memory = memory;
        expressions = new StackExpression(memory, elfClass);
        int columns = 0;
        while (columns < MOST_COLUMNS && registers.dwarf(columns) >= 0) {
            columns++;
        }
        values = new long[columns];
        known = new boolean[columns];
        callerValues = new long[columns];
        callerKnown = new boolean[columns];
        stackColumn = columnAt(registers.stackPointer());
        programColumn = columnAt(registers.programCounter());
    }

    private int columnAt(int offset) {
        for (int i = 0; i < values.length; i++) {
            if (registers.dwarf(i) == offset) {
                return i;
            }
        }
        throw new IllegalArgumentException("no DWARF number for the register at " + offset);
    }

    int columns() {
        return values.length;
    }

    /** Takes the registers of the innermost frame. */
    void begin(ByteBuffer thread) {
        for (int i = 0; i < values.length; i++) {
            values[i] = elfClass.truncate(thread.getLong(registers.dwarf(i)));
            known[i] = true;
        }
        address = 0;
    }

    boolean knows(int column) {
        return column >= 0 && column < known.length && known[column];
    }

    long value(int column) {
        return values[column];
    }

    long programCounter() {
        return values[programColumn];
    }

    /** The frame's address (CFA): what the stack pointer was before the call. */
    long address() {
        return address;
    }

    /**
     * Computes the frame's address.
     *
     * @return whether that is possible
     */
    boolean locate(FrameRules rules) {
        if (rules.frameExpression() != null) {
            boolean done = expressions.evaluate(rules.frameExpression(), this, false);
            address = done ? expressions.result() : 0;
            return done;
        }
        if (!knows(rules.frameRegister())) {
            return false;
        }
        address = elfClass.truncate(values[rules.frameRegister()] + rules.frameOffset());
        return true;
    }

    /**
     * Goes on to the caller of a {@linkplain #locate located} frame.
     *
     * @return whether there is one that makes sense
     */
    boolean toCaller(FrameRules rules) {
        for (int i = 0; i < values.length; i++) {
            callerKnown[i] = find(i, rules);
        }
        int returnColumn = rules.returnColumn();
        if (!callerKnown[returnColumn] || !callerKnown[stackColumn]) {
            return false;
        }
        callerValues[programColumn] = callerValues[returnColumn];
        callerKnown[programColumn] = true;
        if (callerValues[programColumn] == 0 || !isOutside(rules)) {
            return false;
        }
        swap();
        return true;
    }

    /** Callers lie further out; only an interrupted one may be on another stack. */
    private boolean isOutside(FrameRules rules) {
        int compared = Long.compareUnsigned(callerValues[stackColumn], values[stackColumn]);
        boolean moved = compared != 0 || callerValues[programColumn] != values[programColumn];
        return moved && (compared >= 0 || rules.signalFrame());
    }

    private boolean find(int column, FrameRules rules) {
        Kind kind = rules.kind(column);
        return switch (kind) {
            case SAME -> same(column);
            case UNDEFINED -> false;
            case AT_OFFSET -> load(column, address + rules.operand(column));
            case OFFSET -> set(column, address + rules.operand(column));
            case REGISTER -> copy(column, (int) rules.operand(column));
            case AT_EXPRESSION ->
                    expressions.evaluate(rules.expression(column), this, true)
                            && load(column, expressions.result());
            case EXPRESSION ->
                    expressions.evaluate(rules.expression(column), this, true)
                            && set(column, expressions.result());
        };
    }

    /** The stack pointer is restored by the return itself. */
    private boolean same(int column) {
        return column == stackColumn ? set(column, address) : copy(column, column);
    }

    private boolean copy(int column, int from) {
        return knows(from) && set(column, values[from]);
    }

    private boolean load(int column, long from) {
        return memory.load(elfClass.truncate(from), elfClass.pointerSize())
                && set(column, memory.word());
    }

    private boolean set(int column, long value) {
        callerValues[column] = elfClass.truncate(value);
        return true;
    }

    private void swap() {
        long[] emptied = values;
        values = callerValues;
        callerValues = emptied;
        boolean[] cleared = known;
        known = callerKnown;
        callerKnown = cleared;
    }
}
