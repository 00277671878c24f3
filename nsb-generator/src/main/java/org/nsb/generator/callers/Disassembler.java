// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import jnr.ffi.Memory;
import jnr.ffi.Pointer;
import jnr.ffi.Runtime;
import org.nsb.arch.Architecture;
import org.nsb.arch.CallingConvention;
import org.nsb.generator.callers.Instruction.Flow;

/** Takes machine code apart, from constructor to {@link #close}. Not for several threads. */
final class Disassembler implements AutoCloseable {
    private static final int OPTION_DETAIL = 2;
    private static final int ON = 3;
    private static final int GROUP_JUMP = 1;
    private static final int GROUP_CALL = 2;
    private static final int GROUP_RETURN = 3;
    private static final int GROUP_INTERRUPT_RETURN = 5;
    private static final int GROUP_RELATIVE = 7;

    private static final int OFFSET_ID = 0;
    private static final int OFFSET_ADDRESS = 8;
    private static final int OFFSET_SIZE = 16;
    private static final int MNEMONIC_LENGTH = 32;
    private static final int OPERANDS_LENGTH = 160;
    private static final int MOST_REGISTERS = 64;
    private static final Pattern NUMBER = Pattern.compile("0x[0-9a-f]+|[0-9]+");

    private final CallingConvention convention;
    private final LibCapstone capstone;
    private final Runtime runtime;
    private final Layout layout;
    private final Pointer handleSlot;
    private final long handle;
    private final Pointer scratch;
    private final Pointer lists;
    private final Map<Integer, String> registers = new HashMap<>();
    private final Map<Integer, Groups> groups = new HashMap<>();

    /** What a mnemonic does to the flow, whatever its operands. */
    private record Groups(boolean call, boolean jump, boolean back) {}

    /**
     * The structure {@code cs_insn}: version 5 has room for longer instructions in it.
     *
     * @param mnemonic offset of the mnemonic
     * @param size of the whole structure
     */
    private record Layout(int mnemonic, int size) {
        static Layout ofVersion(int major) {
            return switch (major) {
                case 4 -> new Layout(34, 240);
                case 5 -> new Layout(42, 248);
                default ->
                        throw new DisassemblerException(
                                "Capstone " + major + " is not known; versions 4 and 5 are");
            };
        }
    }

    /**
     * @throws DisassemblerException if Capstone is missing or does not know the CPU
     */
    Disassembler(Architecture architecture, CallingConvention convention) {
        this.convention = convention;
        CapstoneMode mode = CapstoneMode.of(architecture);
        capstone = LibCapstone.load();
        runtime = Runtime.getRuntime(capstone);
        scratch = Memory.allocateDirect(runtime, 32, true);
        lists = Memory.allocateDirect(runtime, 4 * MOST_REGISTERS, true);
        handleSlot = Memory.allocateDirect(runtime, Long.BYTES, true);
        layout = Layout.ofVersion(capstone.cs_version(scratch, scratch.slice(8)) >> 8);
        if (capstone.cs_open(mode.architecture(), mode.mode(), handleSlot) != 0) {
            throw new DisassemblerException(
                    "this Capstone was built without " + architecture.name());
        }
        handle = handleSlot.getLong(0);
        capstone.cs_option(handle, OPTION_DETAIL, ON);
    }

    /**
     * The instructions from {@code address} on, up to the first bytes that are none.
     *
     * @param withRegisters whether to find out what they read and write, which takes longer
     */
    List<Instruction> decode(byte[] code, long address, boolean withRegisters) {
        if (code.length == 0) {
            return List.of();
        }
        Pointer bytes = Memory.allocateDirect(runtime, code.length, false);
        bytes.put(0, code, 0, code.length);
        long count = capstone.cs_disasm(handle, bytes, code.length, address, 0, scratch, 0);
        if (count == 0) {
            return List.of();
        }
        Pointer found = scratch.getPointer(0);
        try {
            List<Instruction> all = new ArrayList<>();
            for (long i = 0; i < count; i++) {
                all.add(read(found.slice(i * layout.size(), layout.size()), withRegisters));
            }
            return all;
        } finally {
            capstone.cs_free(found.address(), count);
        }
    }

    private Instruction read(Pointer structure, boolean withRegisters) {
        byte[] bytes = new byte[layout.size()];
        structure.get(0, bytes, 0, bytes.length);
        String mnemonic = text(bytes, layout.mnemonic(), MNEMONIC_LENGTH);
        String operands = text(bytes, layout.mnemonic() + MNEMONIC_LENGTH, OPERANDS_LENGTH);
        Groups group =
                groups.computeIfAbsent(structure.getInt(OFFSET_ID), id -> groupsOf(structure));
        boolean direct = (group.call() || group.jump()) && NUMBER.matcher(operands).matches();
        if (withRegisters) {
            capstone.cs_regs_access(
                    handle,
                    structure,
                    lists,
                    scratch,
                    lists.slice(2 * MOST_REGISTERS),
                    scratch.slice(8),
                    0);
        }
        return new Instruction(
                structure.getLong(OFFSET_ADDRESS),
                structure.getShort(OFFSET_SIZE),
                mnemonic,
                operands,
                flow(group, mnemonic),
                direct ? OptionalLong.of(number(operands)) : OptionalLong.empty(),
                withRegisters ? names(0, scratch.getByte(0)) : List.of(),
                withRegisters ? names(2 * MOST_REGISTERS, scratch.getByte(8)) : List.of());
    }

    private Groups groupsOf(Pointer structure) {
        boolean call = capstone.cs_insn_group(handle, structure, GROUP_CALL);
        boolean jump =
                capstone.cs_insn_group(handle, structure, GROUP_JUMP)
                        || capstone.cs_insn_group(handle, structure, GROUP_RELATIVE);
        boolean back =
                capstone.cs_insn_group(handle, structure, GROUP_RETURN)
                        || capstone.cs_insn_group(handle, structure, GROUP_INTERRUPT_RETURN);
        return new Groups(call, jump && !call, back);
    }

    private Flow flow(Groups group, String mnemonic) {
        if (group.call()) {
            return Flow.CALL;
        }
        if (group.back()) {
            return Flow.RETURN;
        }
        if (group.jump()) {
            return convention.isUnconditional(mnemonic) ? Flow.JUMP : Flow.BRANCH;
        }
        return Flow.NEXT;
    }

    private List<String> names(int offset, int count) {
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int register = lists.getShort(offset + 2L * i) & 0xffff;
            names.add(
                    registers.computeIfAbsent(
                            register, r -> String.valueOf(capstone.cs_reg_name(handle, r))));
        }
        return names;
    }

    private static long number(String text) {
        return text.startsWith("0x")
                ? Long.parseUnsignedLong(text.substring(2), 16)
                : Long.parseUnsignedLong(text);
    }

    private static String text(byte[] bytes, int offset, int length) {
        int end = offset;
        while (end < offset + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, offset, end - offset, StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        capstone.cs_close(handleSlot);
    }
}
