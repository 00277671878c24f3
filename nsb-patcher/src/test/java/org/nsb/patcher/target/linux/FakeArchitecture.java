// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

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

/**
 * The simplest CPU that a thread can be borrowed on. Registers are words: pc, sp, result, number,
 * one argument, function result, thread pointer. A system-call instruction has one byte.
 */
final class FakeArchitecture implements Architecture {
    static final int PC = 0;
    static final int SP = 8;
    static final int RESULT = 16;
    static final int NUMBER = 24;
    static final int ARGUMENT = 32;
    static final int FUNCTION_RESULT = 40;
    static final int THREAD_POINTER = 48;
    static final int SIZE = 56;

    static final int SIGNAL_RETURN = 15;
    static final int RED_ZONE = 128;

    /** Entrance of calls at 0, of returning functions at 1, of rt_sigreturn at 2. */
    static final Stub STUB = new Stub(SIGNAL_RETURN);

    private final Registers.Interruption interruption;

    FakeArchitecture() {
        this(Registers.Interruption.RESTARTABLE);
    }

    /**
     * @param interruption what every stop interrupts
     */
    FakeArchitecture(Registers.Interruption interruption) {
        this.interruption = interruption;
    }

    /** What the fake's stub consists of. */
    record Stub(int number) {
        SystemCalls.Stub asStub() {
            byte[] code = {0x11, 0x22, 0x33};
            return new SystemCalls.Stub(code, 0, 1, 1, 2, number, FUNCTION_RESULT);
        }
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public int machine() {
        return 0;
    }

    @Override
    public ElfClass elfClass() {
        return ElfClass.ELF64;
    }

    @Override
    public ByteOrder byteOrder() {
        return ByteOrder.nativeOrder();
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
    public ThreadLocals threadLocals() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SystemCalls systemCalls() {
        return new Calls();
    }

    @Override
    public Registers registers() {
        return new Words(interruption);
    }

    @Override
    public SignalFrames signalFrames() {
        return new Frames();
    }

    private static final class Calls implements SystemCalls {
        @Override
        public SystemCall memfdCreate(long name, int flags) {
            return new SystemCall("memfd_create", 100, List.of(name));
        }

        @Override
        public SystemCall mmap(
                long address, long length, int protection, int flags, int fd, long offset) {
            return new SystemCall("mmap", 101, List.of(address));
        }

        @Override
        public SystemCall munmap(long address, long length) {
            return new SystemCall("munmap", 102, List.of(address));
        }

        @Override
        public SystemCall close(int fd) {
            return new SystemCall("close", 103, List.of((long) fd));
        }

        @Override
        public Stub stub() {
            return STUB.asStub();
        }

        @Override
        public Registers.Interruption asleepIn(long number) {
            return Registers.Interruption.values()[(int) number];
        }

        @Override
        public boolean failed(long result) {
            return result < 0;
        }

        @Override
        public int errno(long result) {
            return (int) -result;
        }
    }

    private record Words(Interruption interruption) implements Registers {
        @Override
        public int size() {
            return SIZE;
        }

        @Override
        public int programCounter() {
            return PC;
        }

        @Override
        public int stackPointer() {
            return SP;
        }

        @Override
        public int threadPointer() {
            return THREAD_POINTER;
        }

        @Override
        public int result() {
            return RESULT;
        }

        @Override
        public int systemCallNumber() {
            return NUMBER;
        }

        @Override
        public int redZone() {
            return RED_ZONE;
        }

        @Override
        public List<Integer> systemCallArguments() {
            return List.of(ARGUMENT);
        }

        @Override
        public int dwarf(int number) {
            return -1;
        }

        @Override
        public byte[] blank() {
            return new byte[size()];
        }

        @Override
        public boolean belongsTo(ByteBuffer registers) {
            return true;
        }

        @Override
        public byte[] afterInterruptedCall(byte[] registers) {
            byte[] adjusted = registers.clone();
            StoppedThread.words(adjusted).putLong(RESULT, -4);
            return adjusted;
        }

        @Override
        public byte[] forCall(
                byte[] registers, SystemCall call, long programCounter, long stackPointer) {
            byte[] sent = forFunction(registers, programCounter, stackPointer);
            ByteBuffer words = StoppedThread.words(sent);
            words.putLong(RESULT, call.number());
            if (!call.arguments().isEmpty()) {
                words.putLong(ARGUMENT, call.arguments().get(0));
            }
            return sent;
        }

        @Override
        public byte[] forFunction(byte[] registers, long function, long stackPointer) {
            byte[] sent = registers.clone();
            ByteBuffer words = StoppedThread.words(sent);
            words.putLong(PC, function);
            words.putLong(SP, stackPointer);
            words.putLong(NUMBER, -1);
            return sent;
        }

        @Override
        public Interruption interruption(ByteBuffer registers) {
            return interruption;
        }
    }

    /** A frame: return address, registers, mask. */
    private static final class Frames implements SignalFrames {
        @Override
        public int extendedStateNote() {
            return 1;
        }

        @Override
        public int floatingPointNote() {
            return 0;
        }

        @Override
        public byte[] blankSet(int note) {
            return new byte[64];
        }

        @Override
        public SignalFrame build(ThreadState state, long below, long stub) {
            byte[] bytes = new byte[8 + SIZE + 8];
            ByteBuffer words = StoppedThread.words(bytes);
            words.putLong(0, stub + STUB.asStub().functionReturnOffset());
            words.put(8, state.registers());
            words.putLong(8 + SIZE, state.signalMask());
            long address = below - RED_ZONE - bytes.length;
            return new SignalFrame(address, bytes, address + 8, address);
        }
    }
}
