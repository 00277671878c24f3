// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.nsb.arch.Architecture;
import org.nsb.arch.FunctionJumps;
import org.nsb.arch.Registers;
import org.nsb.arch.Relocations;
import org.nsb.arch.SignalFrames;
import org.nsb.arch.SystemCall;
import org.nsb.arch.SystemCalls;
import org.nsb.arch.ThreadLocals;
import org.nsb.elf.ElfClass;

/** A CPU with four registers: program counter, stack pointer, thread pointer, and its own mark. */
record FakeArchitecture(ElfClass elfClass) implements Architecture, Registers {
    static final FakeArchitecture WIDE = new FakeArchitecture(ElfClass.ELF64);
    static final FakeArchitecture NARROW = new FakeArchitecture(ElfClass.ELF32);
    static final long MARK = 0x5555;
    static final int RED_ZONE = 16;

    static byte[] registers(long pc, long sp, long threadPointer) {
        return ByteBuffer.allocate(32)
                .order(ByteOrder.nativeOrder())
                .putLong(pc)
                .putLong(sp)
                .putLong(threadPointer)
                .putLong(MARK)
                .array();
    }

    @Override
    public Registers registers() {
        return this;
    }

    @Override
    public int size() {
        return 32;
    }

    @Override
    public int programCounter() {
        return 0;
    }

    @Override
    public int stackPointer() {
        return 8;
    }

    @Override
    public int threadPointer() {
        return 16;
    }

    @Override
    public int redZone() {
        return RED_ZONE;
    }

    @Override
    public boolean belongsTo(ByteBuffer registers) {
        return registers.getLong(24) == MARK;
    }

    @Override
    public byte[] blank() {
        return registers(0, 0, 0);
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public ByteOrder byteOrder() {
        return ByteOrder.nativeOrder();
    }

    @Override
    public int machine() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FunctionJumps jumps() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Relocations relocations() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SystemCalls systemCalls() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SignalFrames signalFrames() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ThreadLocals threadLocals() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int result() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int systemCallNumber() {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Integer> systemCallArguments() {
        throw new UnsupportedOperationException();
    }

    @Override
    public int dwarf(int number) {
        return -1;
    }

    @Override
    public byte[] afterInterruptedCall(byte[] registers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] forCall(
            byte[] registers, SystemCall call, long programCounter, long stackPointer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public byte[] forFunction(byte[] registers, long function, long stackPointer) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Interruption interruption(ByteBuffer registers) {
        throw new UnsupportedOperationException();
    }
}
