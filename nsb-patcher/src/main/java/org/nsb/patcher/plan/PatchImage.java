// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.nio.ByteBuffer;
import java.util.List;
import org.nsb.elf.ElfFile;
import org.nsb.elf.Segment;
import org.nsb.vzpatch.PatchFile;
import org.nsb.vzpatch.Vzpatch;
import org.nsb.vzpatch.VzpatchFormatException;

/**
 * The content of a patch file, ready to be laid out: nothing in it depends on a process.
 *
 * @param source file name, for messages
 * @param vzpatch the metadata
 * @param vzpatchBytes the metadata as they stand in the file
 * @param segments what is loaded, in ascending order of addresses, at least one
 * @param readOnlyAfterBinding link-time addresses (PT_GNU_RELRO); may be empty
 */
public record PatchImage(
        String source,
        Vzpatch vzpatch,
        byte[] vzpatchBytes,
        List<LoadSegment> segments,
        AddressRange readOnlyAfterBinding) {
    public PatchImage {
        segments = List.copyOf(segments);
    }

    /**
     * The content of a patch file.
     *
     * @throws VzpatchFormatException if it has nothing that can be loaded
     * @throws org.nsb.elf.ElfFormatException if it is damaged
     */
    public static PatchImage of(PatchFile file) {
        ElfFile elf = file.elf();
        List<Segment> loads =
                elf.segments().stream()
                        .filter(s -> s.type() == Segment.PT_LOAD && s.memorySize() > 0)
                        .toList();
        long total = loads.stream().mapToLong(Segment::memorySize).sum();
        if (loads.isEmpty() || total > ImageLayout.LARGEST_IMAGE) {
            throw new VzpatchFormatException(elf.name(), "segments of " + total + " bytes");
        }
        ByteBuffer metadata = elf.data(elf.section(Vzpatch.SECTION).orElseThrow());
        return new PatchImage(
                elf.name(),
                file.vzpatch(),
                bytes(metadata),
                loads.stream().map(s -> segment(elf, s)).toList(),
                relro(elf));
    }

    private static LoadSegment segment(ElfFile elf, Segment segment) {
        int size = (int) segment.fileSize();
        byte[] content =
                size == 0 ? new byte[0] : bytes(elf.memory().read(segment.virtualAddress(), size));
        int protection =
                (segment.isReadable() ? ImageRegion.READ : 0)
                        | (segment.isWritable() ? ImageRegion.WRITE : 0)
                        | (segment.isExecutable() ? ImageRegion.EXECUTE : 0);
        return new LoadSegment(
                segment.virtualAddress(),
                content,
                segment.memorySize(),
                protection,
                Math.max(1, segment.alignment()));
    }

    private static AddressRange relro(ElfFile elf) {
        return elf.segments().stream()
                .filter(s -> s.type() == Segment.PT_GNU_RELRO)
                .map(s -> new AddressRange(s.virtualAddress(), s.end()))
                .findFirst()
                .orElse(new AddressRange(0, 0));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * A PT_LOAD segment.
     *
     * @param address link-time
     * @param content bytes from the file
     * @param memorySize bytes; what exceeds the content is zero
     * @param protection as in {@link ImageRegion}
     * @param alignment bytes, a power of two
     */
    public record LoadSegment(
            long address, byte[] content, long memorySize, int protection, long alignment) {
        /** Link-time address of the first byte behind it. */
        public long end() {
            return address + memorySize;
        }
    }

    /**
     * Addresses without a name.
     *
     * @param start the first one
     * @param end the first one behind
     */
    public record AddressRange(long start, long end) {}
}
