// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An entry of a note section or segment (Elf*_Nhdr).
 *
 * @param name the owner, for example {@code GNU}
 * @param type meaning depends on the owner
 * @param content the descriptor: read-only, little-endian
 */
public record Note(String name, int type, ByteBuffer content) {
    public static final String GNU = "GNU";
    public static final int NT_GNU_ABI_TAG = 1;
    public static final int NT_GNU_BUILD_ID = 3;
    public static final int NT_GNU_PROPERTY_TYPE_0 = 5;

    private static final int HEADER_SIZE = 12;

    public Note {
        content = content.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** An own view of the descriptor: its position is not shared. */
    @Override
    public ByteBuffer content() {
        return content.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * @param alignment of the section or segment: 8 pads name and descriptor to 8 bytes, everything
     *     else to 4, as the GNU tools do
     */
    static List<Note> readAll(BufferBytes bytes, long alignment) {
        int unit = alignment == 8 ? 8 : 4;
        List<Note> notes = new ArrayList<>();
        long position = 0;
        while (bytes.size() - position >= HEADER_SIZE) {
            long nameSize = bytes.u32(position);
            long contentSize = bytes.u32(position + 4);
            int type = bytes.s32(position + 8);
            long nameStart = position + HEADER_SIZE;
            long contentStart = alignUp(nameStart + nameSize, unit);
            BufferBytes content = bytes.slice(contentStart, contentSize, "a note's content");
            notes.add(new Note(readName(bytes, nameStart, nameSize), type, content.readOnly()));
            position = alignUp(contentStart + contentSize, unit);
        }
        return List.copyOf(notes);
    }

    /** The build-id among {@code notes}, if one of them is. */
    static Optional<BuildId> buildId(List<Note> notes) {
        for (Note note : notes) {
            ByteBuffer content = note.content();
            if (note.is(GNU, NT_GNU_BUILD_ID) && content.hasRemaining()) {
                byte[] bytes = new byte[content.remaining()];
                content.get(bytes);
                return Optional.of(BuildId.of(bytes));
            }
        }
        return Optional.empty();
    }

    public boolean is(String owner, int noteType) {
        return type == noteType && name.equals(owner);
    }

    private static String readName(BufferBytes bytes, long start, long size) {
        BufferBytes name = bytes.slice(start, size, "a note's name");
        boolean terminated = size > 0 && name.u8(size - 1) == 0;
        return terminated ? name.string(0) : "";
    }

    private static long alignUp(long value, int unit) {
        return (value + unit - 1) & -unit;
    }
}
