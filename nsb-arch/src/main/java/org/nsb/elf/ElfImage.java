// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

import java.util.List;
import java.util.Optional;
import org.nsb.elf.ElfFormatException.Reason;

/**
 * A module as it lies in memory: known through its program headers alone. Works the same on a live
 * process, where files may have been deleted or replaced, and on a file ({@link ElfFile#image()},
 * load bias 0). Not thread-safe: keeps what it has read.
 */
public final class ElfImage {
    private static final long LARGEST_NOTES = 1 << 20;

    private final ElfHeader header;
    private final List<Segment> segments;
    private final long loadBias;
    private final ModuleMemory memory;
    private final long lowest;
    private final long span;
    private Optional<DynamicSection> dynamic;

    private ElfImage(ElfHeader header, List<Segment> segments, long loadBias, ModuleMemory memory) {
        this.header = header;
        this.segments = segments;
        this.loadBias = loadBias;
        this.memory = memory;
        long low = -1L;
        long high = 0;
        for (Segment segment : segments) {
            if (segment.type() == Segment.PT_LOAD) {
                low = unsignedMin(low, segment.virtualAddress());
                high = -1L - unsignedMin(-1L - high, -1L - segment.end());
            }
        }
        this.lowest = high == 0 ? 0 : low;
        this.span = high == 0 ? 0 : high - low;
    }

    /**
     * The module whose ELF header has been mapped at {@code headerAddress}.
     *
     * @param name of the module, for messages
     * @throws ElfFormatException if there is no ELF header, or its program headers are not mapped
     *     where the header has them; then {@link #withProgramHeaders} is the way
     */
    public static ElfImage at(ImageMemory memory, String name, long headerAddress) {
        ElfHeader header = readHeader(memory, name, headerAddress);
        long address = headerAddress + header.programHeaderOffset();
        return read(memory, name, headerAddress, header, address, header.programHeaderCount());
    }

    /**
     * Like {@link #at}, for a module whose program headers are known to be elsewhere or of another
     * number, as AT_PHDR and AT_PHNUM of the auxiliary vector tell (tools that rewrite ELF files
     * move them to the file's end).
     */
    public static ElfImage withProgramHeaders(
            ImageMemory memory, String name, long headerAddress, long address, int count) {
        ElfHeader header = readHeader(memory, name, headerAddress);
        return read(memory, name, headerAddress, header, address, count);
    }

    /**
     * The module that has {@code count} program headers at {@code address}, its ELF header being
     * unknown. It is found through PT_PHDR, or directly before the program headers.
     *
     * @throws ElfFormatException if it is in neither place
     */
    public static ElfImage byProgramHeaders(
            ImageMemory memory, String name, ElfClass elfClass, long address, int count) {
        List<Segment> segments = readSegments(memory, name, elfClass, address, count);
        long headerAddress = address - elfClass.headerSize();
        Optional<Segment> self = first(segments, Segment.PT_PHDR);
        if (self.isPresent()) {
            long bias = address - self.get().virtualAddress();
            headerAddress = elfClass.truncate(bias + headerSegment(name, segments, address));
        }
        ElfHeader header = readHeader(memory, name, headerAddress);
        return read(memory, name, headerAddress, header, address, count);
    }

    static ElfImage ofFile(
            String name, ImageMemory memory, ElfHeader header, List<Segment> segments) {
        ModuleMemory own = new ModuleMemory(name, memory, header.elfClass(), segments, 0);
        return new ElfImage(header, segments, 0, own);
    }

    private static ElfImage read(
            ImageMemory memory,
            String name,
            long headerAddress,
            ElfHeader header,
            long address,
            int count) {
        ElfClass elfClass = header.elfClass();
        List<Segment> segments = readSegments(memory, name, elfClass, address, count);
        long headerLinkAddress = headerSegment(name, segments, headerAddress);
        long bias = elfClass.truncate(headerAddress - headerLinkAddress);
        ModuleMemory own = new ModuleMemory(name, memory, elfClass, segments, bias);
        return new ElfImage(header, segments, bias, own);
    }

    private static ElfHeader readHeader(ImageMemory memory, String name, long address) {
        ElfClass smaller = ElfClass.ELF32;
        BufferBytes bytes = ModuleMemory.read(memory, name, address, smaller.headerSize());
        if (bytes.u8(4) == ElfClass.ELF64.ident()) {
            bytes = ModuleMemory.read(memory, name, address, ElfClass.ELF64.headerSize());
        }
        return ElfHeader.read(bytes);
    }

    private static List<Segment> readSegments(
            ImageMemory memory, String name, ElfClass elfClass, long address, int count) {
        if (count < 0 || count >= ElfHeader.PN_XNUM) {
            throw new ElfFormatException(
                    name, Reason.MALFORMED, count + " program headers", address);
        }
        int length = count * elfClass.programHeaderSize();
        BufferBytes bytes = ModuleMemory.read(memory, name, elfClass.truncate(address), length);
        return Segment.readAll(bytes, elfClass, count);
    }

    /** Link-time address of the ELF header: where the segment begins that has file offset 0. */
    private static long headerSegment(String name, List<Segment> segments, long address) {
        for (Segment segment : segments) {
            boolean first = segment.type() == Segment.PT_LOAD && segment.fileSize() > 0;
            long unit = Math.max(1, segment.alignment());
            if (first && Long.compareUnsigned(segment.offset(), unit) < 0) {
                return segment.virtualAddress() - segment.offset();
            }
        }
        throw new ElfFormatException(
                name, Reason.MALFORMED, "no segment holds the ELF header", address);
    }

    private static Optional<Segment> first(List<Segment> segments, int type) {
        return segments.stream().filter(s -> s.type() == type).findFirst();
    }

    private static long unsignedMin(long a, long b) {
        return Long.compareUnsigned(a, b) < 0 ? a : b;
    }

    /** Of the module, for messages. */
    public String name() {
        return memory.name();
    }

    public ElfHeader header() {
        return header;
    }

    public List<Segment> segments() {
        return segments;
    }

    /** The first segment of this type (PT_TLS, PT_GNU_EH_FRAME, PT_GNU_RELRO, ...). */
    public Optional<Segment> segment(int type) {
        return first(segments, type);
    }

    /** Run-time address minus link-time address; modulo 2^32 for a 32-bit module. */
    public long loadBias() {
        return loadBias;
    }

    /** Run-time address of its first byte: the lowest PT_LOAD. 0 if it has none. */
    public long start() {
        return address(lowest);
    }

    /** Run-time address behind its last byte: of the highest PT_LOAD, holes included. */
    public long end() {
        return start() + span;
    }

    /** The run-time address of a link-time address. */
    public long address(long linkTime) {
        return header.elfClass().truncate(linkTime + loadBias);
    }

    /** Whether a run-time address is between {@link #start} and {@link #end}. */
    public boolean contains(long runTime) {
        return Long.compareUnsigned(runTime - start(), span) < 0;
    }

    /**
     * The run-time address that an address in the module's dynamic section means. The value is
     * taken for a run-time address if it lies inside the loaded module, else for a link-time
     * address if it lies inside the module as linked.
     *
     * @param what names the value in the message
     * @throws ElfFormatException if it lies in neither
     */
    public long runTimeAddress(long value, String what) {
        if (contains(value)) {
            return value;
        }
        if (contains(address(value))) {
            return address(value);
        }
        throw memory.fail(Reason.MALFORMED, what + " is outside the module", value);
    }

    /** The notes of all PT_NOTE segments. */
    public List<Note> notes() {
        return segments.stream()
                .filter(segment -> segment.type() == Segment.PT_NOTE)
                .flatMap(segment -> notes(segment).stream())
                .toList();
    }

    private List<Note> notes(Segment segment) {
        long size = segment.fileSize();
        if (size < 0 || size > LARGEST_NOTES) {
            throw memory.fail(Reason.MALFORMED, "PT_NOTE of " + size + " bytes", 0);
        }
        return Note.readAll(
                memory.copy(address(segment.virtualAddress()), (int) size, "a PT_NOTE segment"),
                segment.alignment());
    }

    /** The GNU build-id, empty if the module was linked without. */
    public Optional<BuildId> buildId() {
        return Note.buildId(notes());
    }

    /** What PT_DYNAMIC points to; empty for statically linked modules without one. */
    public Optional<DynamicSection> dynamic() {
        if (dynamic == null) {
            dynamic = segment(Segment.PT_DYNAMIC).map(this::readDynamic);
        }
        return dynamic;
    }

    private DynamicSection readDynamic(Segment segment) {
        long address = address(segment.virtualAddress());
        ElfBytes bytes = memory.at(address, segment.fileSize(), "the dynamic section");
        return DynamicSection.read(this, bytes);
    }

    ModuleMemory moduleMemory() {
        return memory;
    }
}
