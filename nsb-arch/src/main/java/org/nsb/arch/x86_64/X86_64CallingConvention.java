// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.x86_64;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.nsb.arch.CallingConvention;
import org.nsb.arch.InstructionKind;
import org.nsb.arch.RegisterPart;
import org.nsb.arch.ValueClass;

/**
 * The calling sequence of 64-bit x86 (psABI 3.2.2 and 3.2.3, figure "Register Usage").
 *
 * <p>General registers are looked at byte by byte: compilers set one byte of a register ({@code
 * setcc}) and read that one. A write of 32 bits clears the upper half, so it overwrites all. Of
 * vector registers, every write counts as one of the whole: what scalar instructions leave in the
 * upper part has no meaning to compilers. The x87 stack is empty at calls, and flags do not outlive
 * them.
 */
final class X86_64CallingConvention implements CallingConvention {
    private static final int WHOLE = 0xff;
    private static final int LOW_32 = 0x0f;
    private static final int LOW_16 = 0x03;
    private static final int LOW_8 = 0x01;
    private static final int HIGH_8 = 0x02;
    private static final int VECTORS = 32;
    private static final int MASKS = 8;

    private static final Pattern CONSTANT = Pattern.compile("rsp, (-?(?:0x[0-9a-f]+|[0-9]+))");
    private static final Pattern ADDRESS =
            Pattern.compile("rsp, \\[(rsp|rbp)(?: ([+-]) (0x[0-9a-f]+|[0-9]+))?\\]");

    /** With equal sources their result is the same whatever these contain. */
    private static final Pattern SELF_CANCELLING =
            Pattern.compile("xor|sub|sbb|v?pxor[dq]?|v?xorp[sd]|v?psub[bwdq]|v?pcmp(eq|gt)[bwdq]");

    /** Scalar instructions whose first source only provides the upper part of the result. */
    private static final Pattern MERGING =
            Pattern.compile("vcvt(u?si|ss|sd)2s[sd]|vsqrts[sd]|vrcpss|vrsqrtss|vrounds[sd]");

    private static final Set<String> ENDS = Set.of("ud2", "ud0", "ud1", "hlt", "int3");
    private static final Set<String> SYSTEM = Set.of("syscall", "sysenter", "int");

    private final Map<String, RegisterPart> read = new HashMap<>();
    private final Map<String, RegisterPart> written = new HashMap<>();
    private final List<RegisterPart> scratch = new ArrayList<>();

    X86_64CallingConvention() {
        for (String letter : List.of("a", "c", "d")) {
            String x = letter + "x";
            general("r" + x, "e" + x, x, letter + "l");
            part(letter + "h", "r" + x, HIGH_8, HIGH_8);
        }
        general("rsi", "esi", "si", "sil");
        general("rdi", "edi", "di", "dil");
        for (int i = 8; i <= 11; i++) {
            general("r" + i, "r" + i + "d", "r" + i + "w", "r" + i + "b");
        }
        for (int i = 0; i < VECTORS; i++) {
            scratch.add(new RegisterPart("xmm" + i, 1));
            for (String width : List.of("x", "y", "z")) {
                part(width + "mm" + i, "xmm" + i, 1, 1);
            }
        }
        for (int i = 1; i < MASKS; i++) {
            scratch.add(new RegisterPart("k" + i, 1));
            part("k" + i, "k" + i, 1, 1);
        }
    }

    private void general(String whole, String low32, String low16, String low8) {
        scratch.add(new RegisterPart(whole, WHOLE));
        part(whole, whole, WHOLE, WHOLE);
        part(low32, whole, LOW_32, WHOLE);
        part(low16, whole, LOW_16, LOW_16);
        part(low8, whole, LOW_8, LOW_8);
    }

    private void part(String name, String register, int readMask, int writtenMask) {
        read.put(name, new RegisterPart(register, readMask));
        written.put(name, new RegisterPart(register, writtenMask));
    }

    @Override
    public int stackAlignment() {
        return 16;
    }

    @Override
    public int pushedByCall() {
        return Long.BYTES;
    }

    @Override
    public List<RegisterPart> scratch() {
        return List.copyOf(scratch);
    }

    @Override
    public Optional<RegisterPart> read(String name) {
        return Optional.ofNullable(read.get(name));
    }

    @Override
    public Optional<RegisterPart> written(String name) {
        return Optional.ofNullable(written.get(name));
    }

    @Override
    public List<String> generalArguments() {
        return List.of("rdi", "rsi", "rdx", "rcx", "r8", "r9");
    }

    @Override
    public List<String> floatArguments() {
        return List.of("xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7");
    }

    /** {@code al}: vector registers used by variable arguments; {@code r10}: static chain. */
    @Override
    public List<String> hiddenArguments() {
        return List.of("rax", "r10");
    }

    @Override
    public List<String> results(ValueClass type) {
        return switch (type) {
            case GENERAL, MEMORY -> List.of("rax");
            case GENERAL_PAIR -> List.of("rax", "rdx");
            case FLOAT -> List.of("xmm0");
            case NONE, EXTENDED, UNKNOWN -> List.of();
        };
    }

    @Override
    public List<String> possibleResults(ValueClass type) {
        return type == ValueClass.UNKNOWN ? List.of("rax", "rdx", "xmm0", "xmm1") : results(type);
    }

    @Override
    public InstructionKind kind(String mnemonic, String operands) {
        String name = mnemonic.substring(mnemonic.lastIndexOf(' ') + 1);
        boolean exchange = name.equals("xchg") && operands.equals("ax, ax");
        if (name.startsWith("nop") || exchange) {
            return InstructionKind.PADDING;
        }
        if (isSelfCancelling(name, operands)) {
            return InstructionKind.INDIFFERENT;
        }
        if (name.startsWith("push") || MERGING.matcher(name).matches()) {
            return InstructionKind.PASSING;
        }
        if (ENDS.contains(name)) {
            return InstructionKind.FINAL;
        }
        return SYSTEM.contains(name) ? InstructionKind.OPAQUE : InstructionKind.ORDINARY;
    }

    private static boolean isSelfCancelling(String name, String operands) {
        String[] all = operands.split(", ");
        if (all.length < 2) {
            return false;
        }
        String last = all[all.length - 1];
        if (name.equals("and") && last.equals("0")) {
            return true;
        }
        if (name.equals("or") && last.matches("-1|0xf+")) {
            return true;
        }
        return SELF_CANCELLING.matcher(name).matches() && last.equals(all[all.length - 2]);
    }

    @Override
    public boolean isUnconditional(String mnemonic) {
        return mnemonic.endsWith("jmp");
    }

    @Override
    public StackState after(StackState before, String mnemonic, String operands) {
        int pointer = before.pointer();
        int frame = before.frame();
        if (mnemonic.startsWith("push")) {
            return new StackState(plus(pointer, -Long.BYTES), frame);
        }
        if (mnemonic.startsWith("pop")) {
            boolean intoFrame = operands.equals("rbp");
            return new StackState(
                    plus(pointer, Long.BYTES), intoFrame ? StackState.UNKNOWN : frame);
        }
        if (mnemonic.equals("leave")) {
            return new StackState(plus(frame, Long.BYTES), StackState.UNKNOWN);
        }
        if (mnemonic.equals("mov") && operands.equals("rbp, rsp")) {
            return new StackState(pointer, pointer);
        }
        if (operands.startsWith("rbp") && !mnemonic.equals("cmp") && !mnemonic.equals("test")) {
            return new StackState(pointer, StackState.UNKNOWN);
        }
        if (operands.startsWith("rsp") && !mnemonic.equals("cmp") && !mnemonic.equals("test")) {
            return new StackState(moved(before, mnemonic, operands), frame);
        }
        return before;
    }

    /**
     * An instruction that sets the stack pointer. A subtracted register is the size of a variable
     * array, which compilers round up to the alignment.
     */
    private int moved(StackState before, String mnemonic, String operands) {
        Matcher constant = CONSTANT.matcher(operands);
        boolean hasConstant = constant.matches();
        Matcher address = ADDRESS.matcher(operands);
        if (mnemonic.equals("sub")) {
            return hasConstant
                    ? plus(before.pointer(), -Long.decode(constant.group(1)))
                    : before.pointer();
        }
        if (mnemonic.equals("add") && hasConstant) {
            return plus(before.pointer(), Long.decode(constant.group(1)));
        }
        if (mnemonic.equals("mov") && operands.equals("rsp, rbp")) {
            return before.frame();
        }
        if (mnemonic.equals("lea") && address.matches()) {
            int base = address.group(1).equals("rsp") ? before.pointer() : before.frame();
            long offset = address.group(3) == null ? 0 : Long.decode(address.group(3));
            return plus(base, "-".equals(address.group(2)) ? -offset : offset);
        }
        boolean aligning = mnemonic.equals("and") && operands.matches("rsp, (0xf+[0-9a-f]0|-.*)");
        return aligning ? 0 : StackState.UNKNOWN;
    }

    private int plus(int place, long offset) {
        return place == StackState.UNKNOWN
                ? StackState.UNKNOWN
                : (int) Math.floorMod(place + offset, (long) stackAlignment());
    }
}
