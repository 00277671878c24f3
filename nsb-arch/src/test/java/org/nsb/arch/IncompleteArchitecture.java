// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.nsb.elf.ElfClass;

/**
 * A port that somebody has only begun: named, not registered, with half of its jumps (of aarch64)
 * and no part else.
 */
final class IncompleteArchitecture implements Architecture {

    @Override
    public String name() {
        return "incomplete";
    }

    @Override
    public int machine() {
        return 183;
    }

    @Override
    public ElfClass elfClass() {
        return ElfClass.ELF64;
    }

    @Override
    public ByteOrder byteOrder() {
        return ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public FunctionJumps jumps() {
        return new HalfOfTheJumps();
    }

    /** Knows no type yet. */
    @Override
    public Relocations relocations() {
        return type -> Optional.empty();
    }

    @Override
    public SystemCalls systemCalls() {
        return null;
    }

    @Override
    public Registers registers() {
        throw new UnsupportedOperationException("registers");
    }

    @Override
    public SignalFrames signalFrames() {
        return null;
    }

    @Override
    public ThreadLocals threadLocals() {
        return null;
    }

    /** {@code b to}: 26 bits of words; everything else is still open. */
    private static final class HalfOfTheJumps implements FunctionJumps {
        @Override
        public int entryOffset(ByteBuffer code) {
            throw new UnsupportedOperationException();
        }

        @Override
        public int longestEntry() {
            throw new UnsupportedOperationException();
        }

        @Override
        public int directLength() {
            return 4;
        }

        @Override
        public int indirectLength() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<byte[]> direct(long from, long to) {
            int word = 0x1400_0000 | (int) (to - from >> 2) & 0x03ff_ffff;
            ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            return Optional.of(bytes.putInt(word).array());
        }

        @Override
        public byte[] indirect(long to) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long reach() {
            return (1 << 27) - 4;
        }

        @Override
        public boolean isPadding(ByteBuffer bytes) {
            throw new UnsupportedOperationException();
        }
    }
}
