// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import org.nsb.elf.ElfClass;

/**
 * Evaluates DWARF expressions (DWARF 5, sections 2.5 and 7.7.1) of call frame information: those of
 * signal frames, of the procedure linkage table, and of functions that realign their stack. Does
 * not allocate, so that it can be used while threads stand still. What is unknown makes it fail.
 */
final class StackExpression {
    private static final int DEPTH = 64;

    /** Expressions have a dozen operations; a loop without end must end all the same. */
    private static final int MOST_STEPS = 10_000;

    private final Modules memory;
    private final ElfClass elfClass;
    private final long[] stack = new long[DEPTH];
    private int depth;
    private byte[] code;
    private int at;
    private boolean failed;

    StackExpression(Modules memory, ElfClass elfClass) {
        this.memory = memory;
        this.elfClass = elfClass;
    }

    /**
     * Evaluates.
     *
     * @param frame where registers come from
     * @param withAddress whether the frame's address lies on the stack in the beginning
     * @return whether it worked out; then {@link #result} has the value
     */
    boolean evaluate(byte[] expression, FrameState frame, boolean withAddress) {
        code = expression;
        at = 0;
        depth = 0;
        failed = false;
        if (withAddress) {
            push(frame.address());
        }
        for (int steps = 0; at < code.length && !failed; steps++) {
            operation((int) number(1), frame);
            failed |= steps == MOST_STEPS;
        }
        return !failed && depth > 0;
    }

    /** What lay on top of the stack in the end. */
    long result() {
        return elfClass.truncate(stack[depth - 1]);
    }

    private void operation(int op, FrameState frame) {
        if (op >= 0x30 && op <= 0x4f) {
            push(op - 0x30); // lit0 to lit31
        } else if (op >= 0x70 && op <= 0x8f) {
            register(op - 0x70, frame); // breg0 to breg31
        } else if (op == 0x92) {
            register((int) leb(false), frame); // bregx
        } else if (op <= 0x11) {
            constant(op);
        } else if (op <= 0x17) {
            rearrange(op);
        } else if (op == 0x28 || op == 0x2f) {
            jump(op == 0x2f);
        } else {
            calculate(op);
        }
    }

    private void register(int number, FrameState frame) {
        long offset = leb(true);
        failed |= !frame.knows(number);
        if (!failed) {
            push(frame.value(number) + offset);
        }
    }

    private void constant(int op) {
        switch (op) {
            case 0x03 -> push(number(elfClass.pointerSize())); // addr
            case 0x06 -> push(load(pop())); // deref
            case 0x08 -> push(number(1)); // const1u, const1s, ...
            case 0x09 -> push((byte) number(1));
            case 0x0a -> push(number(2));
            case 0x0b -> push((short) number(2));
            case 0x0c -> push(number(4));
            case 0x0d -> push((int) number(4));
            case 0x0e, 0x0f -> push(number(8));
            case 0x10 -> push(leb(false));
            case 0x11 -> push(leb(true));
            default -> failed = true;
        }
    }

    private void rearrange(int op) {
        switch (op) {
            case 0x12 -> pick(0); // dup
            case 0x13 -> pop(); // drop
            case 0x14 -> pick(1); // over
            case 0x15 -> pick((int) number(1)); // pick
            case 0x16 -> { // swap
                long top = pop();
                long second = pop();
                push(top);
                push(second);
            }
            default -> { // rot
                long top = pop();
                long second = pop();
                long third = pop();
                push(top);
                push(third);
                push(second);
            }
        }
    }

    private void calculate(int op) {
        switch (op) {
            case 0x1f -> push(-pop());
            case 0x20 -> push(~pop());
            case 0x23 -> push(pop() + leb(false)); // plus_uconst
            case 0x96 -> {} // nop
            default -> {
                long right = pop();
                push(binary(op, pop(), right));
            }
        }
    }

    private long binary(int op, long left, long right) {
        return switch (op) {
            case 0x1a -> left & right;
            case 0x1c -> left - right;
            case 0x1e -> left * right;
            case 0x21 -> left | right;
            case 0x22 -> left + right;
            case 0x24 -> shiftable(right) ? left << right : 0;
            case 0x25 -> shiftable(right) ? elfClass.truncate(left) >>> right : 0;
            case 0x26 -> signed(left) >> Math.min(right & 0xff, Long.SIZE - 1);
            case 0x27 -> left ^ right;
            case 0x29 -> truth(signed(left) == signed(right));
            case 0x2a -> truth(signed(left) >= signed(right));
            case 0x2b -> truth(signed(left) > signed(right));
            case 0x2c -> truth(signed(left) <= signed(right));
            case 0x2d -> truth(signed(left) < signed(right));
            case 0x2e -> truth(signed(left) != signed(right));
            default -> {
                failed = true;
                yield 0;
            }
        };
    }

    private static boolean shiftable(long distance) {
        return distance >= 0 && distance < Long.SIZE;
    }

    /** Values have the width of an address; comparisons take them as signed. */
    private long signed(long value) {
        int unused = Long.SIZE - elfClass.bits();
        return value << unused >> unused;
    }

    private static long truth(boolean condition) {
        return condition ? 1 : 0;
    }

    private void jump(boolean always) {
        int distance = (short) number(2);
        if (always || pop() != 0) {
            at += distance;
            failed |= at < 0 || at > code.length;
        }
    }

    private long load(long address) {
        failed |= failed || !memory.load(elfClass.truncate(address), elfClass.pointerSize());
        return failed ? 0 : memory.word();
    }

    private void pick(int index) {
        failed |= index >= depth;
        if (!failed) {
            push(stack[depth - 1 - index]);
        }
    }

    private void push(long value) {
        failed |= depth == DEPTH;
        if (!failed) {
            stack[depth++] = value;
        }
    }

    private long pop() {
        failed |= depth == 0;
        return failed ? 0 : stack[--depth];
    }

    /** The little-endian number that follows, without sign. */
    private long number(int size) {
        long value = 0;
        for (int i = 0; i < size; i++) {
            value |= nextByte() << 8 * i;
        }
        return value;
    }

    private long leb(boolean signed) {
        long value = 0;
        int shift = 0;
        long next;
        do {
            next = nextByte();
            value |= shift < Long.SIZE ? (next & 0x7f) << shift : 0;
            shift += 7;
        } while ((next & 0x80) != 0 && !failed);
        boolean negative = signed && (next & 0x40) != 0 && shift < Long.SIZE;
        return negative ? value | -1L << shift : value;
    }

    private long nextByte() {
        failed |= at >= code.length;
        return failed ? 0 : code[at++] & 0xff;
    }
}
