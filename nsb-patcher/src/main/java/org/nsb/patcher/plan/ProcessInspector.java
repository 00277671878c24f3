// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nsb.elf.ElfFormatException;
import org.nsb.elf.ElfHeader;
import org.nsb.elf.ElfImage;
import org.nsb.elf.ImageMemory;
import org.nsb.elf.Segment;
import org.nsb.elf.UnreadableMemoryException;
import org.nsb.patcher.state.InstalledPatches;
import org.nsb.patcher.state.JumpLayers;
import org.nsb.patcher.state.PatchScanner;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.patcher.target.TargetProcess;

/**
 * Looks at a running process. Only its memory, its mappings and its auxiliary vector are asked:
 * files on disk may be other ones by now.
 */
public final class ProcessInspector {
    /** {@code man 3 getauxval}. */
    private static final int AT_PHDR = 3;

    private static final int AT_PAGESZ = 6;
    private static final long USUAL_PAGE_SIZE = 4096;
    private static final int ELF_MAGIC = 0x464c457f;
    private static final String VDSO = "[vdso]";

    /** Reads everything that planning needs. */
    public ProcessView inspect(TargetProcess target) {
        MemoryMap map = target.memoryMap();
        RemoteMemory memory = target.memory();
        InstalledPatches installed = new PatchScanner(target.pid(), memory).scan(map);
        List<LoadedModule> modules = modules(memory, map);
        long programHeaders = target.auxiliaryValue(AT_PHDR);
        Optional<LoadedModule> executable =
                modules.stream().filter(m -> m.contains(programHeaders)).findFirst();
        long pageSize = target.auxiliaryValue(AT_PAGESZ);
        return new ProcessView(
                target.pid(),
                memory,
                map,
                pageSize == 0 ? USUAL_PAGE_SIZE : pageSize,
                modules,
                executable,
                new LinkMapReader(target.pid(), memory).read(executable, modules),
                installed,
                JumpLayers.read(memory, installed.patches()));
    }

    private static List<LoadedModule> modules(RemoteMemory memory, MemoryMap map) {
        ImageMemory source = imageMemory(memory);
        List<LoadedModule> modules = new ArrayList<>();
        for (Mapping mapping : map.mappings()) {
            if (mayBeModule(mapping)) {
                module(source, memory, map, mapping).ifPresent(modules::add);
            }
        }
        return modules;
    }

    private static boolean mayBeModule(Mapping mapping) {
        boolean file = mapping.inode() != 0 && mapping.offset() == 0;
        return mapping.readable()
                && mapping.size() >= 64
                && (file || mapping.name().equals(VDSO))
                && !mapping.name().startsWith(PatchScanner.MAPPING_PREFIX);
    }

    /** A file that is mapped, but not as a module, is none of ours, whatever is wrong with it. */
    private static Optional<LoadedModule> module(
            ImageMemory source, RemoteMemory memory, MemoryMap map, Mapping mapping) {
        try {
            if (memory.read(mapping.start(), Integer.BYTES).getInt() != ELF_MAGIC) {
                return Optional.empty();
            }
            ElfImage image = ElfImage.at(source, mapping.name(), mapping.start());
            return isExecutable(image, map)
                    ? Optional.of(new LoadedModule(mapping.name(), image, image.buildId()))
                    : Optional.empty();
        } catch (ElfFormatException | RemoteMemoryException e) {
            return Optional.empty();
        }
    }

    /** A library that some program merely reads is mapped too, but not as its headers say. */
    private static boolean isExecutable(ElfImage image, MemoryMap map) {
        int type = image.header().type();
        return (type == ElfHeader.ET_EXEC || type == ElfHeader.ET_DYN)
                && image.segments().stream()
                        .filter(s -> s.type() == Segment.PT_LOAD && s.isExecutable())
                        .map(s -> map.at(image.address(s.virtualAddress())))
                        .anyMatch(m -> m.isPresent() && m.get().executable());
    }

    /** The process's memory as the ELF reader wants it. */
    public static ImageMemory imageMemory(RemoteMemory memory) {
        return (address, length) -> {
            try {
                ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                memory.read(address, bytes);
                return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
            } catch (RemoteMemoryException e) {
                throw new UnreadableMemoryException(address, length, e);
            }
        };
    }
}
