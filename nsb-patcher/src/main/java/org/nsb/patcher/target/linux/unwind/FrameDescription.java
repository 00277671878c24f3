// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nsb.elf.ElfClass;
import org.nsb.elf.ImageMemory;
import org.nsb.elf.UnreadableMemoryException;

/**
 * An entry of {@code .eh_frame} with what it shares with others (FDE and CIE; Linux Standard Base
 * Core, 10.6.1).
 *
 * @param start first address of the code
 * @param end first address behind it
 * @param codeAlignment factor of distances in code
 * @param dataAlignment factor of offsets from the frame's address
 * @param returnColumn the register number that stands for the return address
 * @param signalFrame whether the frame is that of an interruption
 * @param initialInstructions for all code of the CIE
 * @param instructions for this code
 * @param pointerSize bytes of an address
 */
record FrameDescription(
        long start,
        long end,
        long codeAlignment,
        long dataAlignment,
        int returnColumn,
        boolean signalFrame,
        byte[] initialInstructions,
        byte[] instructions,
        int pointerSize) {
    /** Entries have some dozen bytes; large functions with many cold parts a few hundred. */
    private static final int LONGEST = 1 << 20;

    private static final int OMITTED = 0xff;

    /**
     * Reads an entry from the target's memory.
     *
     * @param address of the FDE's length
     * @throws FrameInfoException if it is damaged or not of a kind that is understood
     * @throws UnreadableMemoryException if it is not there
     */
    static FrameDescription read(ImageMemory memory, ElfClass elfClass, long address) {
        Entry entry = Entry.read(memory, elfClass, address);
        long distance = entry.bytes().unsigned(Integer.BYTES);
        if (distance == 0) {
            throw new FrameInfoException("not the entry of a function");
        }
        // the distance counts from its own place, behind the length
        long common = elfClass.truncate(address + Integer.BYTES - distance);
        Common shared = Common.read(Entry.read(memory, elfClass, common).bytes());
        DwarfBytes bytes = entry.bytes();
        long start = elfClass.truncate(bytes.pointer(shared.pointerEncoding()));
        long size = bytes.pointerOffset(shared.pointerEncoding());
        if (shared.sized()) {
            bytes.skip(bytes.uleb());
        }
        return new FrameDescription(
                start,
                start + size,
                shared.codeAlignment(),
                shared.dataAlignment(),
                shared.returnColumn(),
                shared.signalFrame(),
                shared.instructions(),
                bytes.rest(),
                elfClass.pointerSize());
    }

    boolean covers(long address) {
        return Long.compareUnsigned(address - start, end - start) < 0;
    }

    /** The content of an entry, behind its length. */
    private record Entry(DwarfBytes bytes) {
        static Entry read(ImageMemory memory, ElfClass elfClass, long address) {
            ByteBuffer length = memory.read(address, Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            int size = length.getInt(length.position());
            // 0 is the end of the section, -1 stands for a length of 64 bits
            if (size <= 0 || size > LONGEST) {
                throw new FrameInfoException("an entry of " + size + " bytes");
            }
            ByteBuffer content = memory.read(address + Integer.BYTES, size);
            return new Entry(
                    new DwarfBytes(
                            content.slice(), address + Integer.BYTES, elfClass.pointerSize()));
        }
    }

    /** A CIE. */
    private record Common(
            long codeAlignment,
            long dataAlignment,
            int returnColumn,
            boolean sized,
            int pointerEncoding,
            boolean signalFrame,
            byte[] instructions) {

        static Common read(DwarfBytes in) {
            long id = in.unsigned(Integer.BYTES);
            int version = in.u8();
            if (id != 0 || version != 1 && version != 3) {
                throw new FrameInfoException("common information of version " + version);
            }
            String augmentation = in.string();
            long codeAlignment = in.uleb();
            long dataAlignment = in.sleb();
            int returnColumn = version == 1 ? in.u8() : in.register();
            boolean sized = augmentation.startsWith("z");
            if (!sized && !augmentation.isEmpty()) {
                throw new FrameInfoException("augmentation " + augmentation);
            }
            int encoding = 0;
            boolean signalFrame = false;
            if (sized) {
                long size = in.uleb();
                int from = in.position();
                for (char letter : augmentation.substring(1).toCharArray()) {
                    switch (letter) {
                        case 'R' -> encoding = in.u8();
                        case 'P' -> skipPointer(in);
                        case 'L' -> in.u8();
                        case 'S' -> signalFrame = true;
                        default -> throw new FrameInfoException("augmentation " + augmentation);
                    }
                }
                in.skip(size - (in.position() - from));
            }
            return new Common(
                    codeAlignment,
                    dataAlignment,
                    returnColumn,
                    sized,
                    encoding,
                    signalFrame,
                    in.rest());
        }

        private static void skipPointer(DwarfBytes in) {
            int encoding = in.u8();
            if (encoding != OMITTED) {
                in.pointerOffset(encoding);
            }
        }
    }
}
