// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.nsb.elf.DynamicTag;
import org.nsb.elf.ElfFormatException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;

/**
 * Reads the dynamic linker's list of modules: DT_DEBUG of the executable leads to {@code struct
 * r_debug}, and that to a chain of {@code struct link_map} ({@code <link.h>}). A static executable
 * has none.
 */
final class LinkMapReader {
    private static final int MOST_MODULES = 1 << 14;
    private static final int LONGEST_NAME = 4096;

    private final int pid;
    private final RemoteMemory memory;

    LinkMapReader(int pid, RemoteMemory memory) {
        this.pid = pid;
        this.memory = memory;
    }

    /**
     * The search order of a process.
     *
     * @throws TargetFailureException if the list cannot be read, has no end or runs in a circle
     */
    SearchOrder read(Optional<LoadedModule> executable, List<LoadedModule> modules) {
        if (executable.isEmpty()) {
            return SearchOrder.of(List.of(), Map.of(), List.of());
        }
        LoadedModule program = executable.get();
        try {
            OptionalLong debug =
                    program.dynamic()
                            .map(d -> d.value(DynamicTag.DT_DEBUG))
                            .orElse(OptionalLong.empty());
            return debug.orElse(0) == 0
                    ? SearchOrder.of(List.of(program), Map.of(), List.of())
                    : walk(program, debug.getAsLong(), modules);
        } catch (RemoteMemoryException | ElfFormatException e) {
            throw new TargetFailureException(
                    pid, "cannot read the list of loaded libraries: " + e.getMessage(), e);
        }
    }

    private SearchOrder walk(LoadedModule program, long debug, List<LoadedModule> modules) {
        int word = program.image().header().elfClass().pointerSize();
        List<LoadedModule> listed = new ArrayList<>();
        Map<LoadedModule, Long> linkMaps = new HashMap<>();
        List<String> unknown = new ArrayList<>();
        Set<Long> seen = new HashSet<>();
        // r_debug: int version (padded to a word), first link_map
        long next = word(memory.read(debug + word, word), word);
        while (next != 0) {
            if (!seen.add(next) || seen.size() > MOST_MODULES) {
                throw new TargetFailureException(
                        pid, "the list of loaded libraries runs in a circle or is too long");
            }
            // link_map: l_addr, l_name, l_ld, l_next, l_prev
            ByteBuffer entry = memory.read(next, 4 * word);
            word(entry, word);
            long name = word(entry, word);
            long dynamic = word(entry, word);
            Optional<LoadedModule> module =
                    modules.stream().filter(m -> m.contains(dynamic)).findFirst();
            if (module.isEmpty()) {
                unknown.add(string(name));
            } else if (!isVdso(module.get()) && !linkMaps.containsKey(module.get())) {
                listed.add(module.get());
                linkMaps.put(module.get(), next);
            }
            next = word(entry, word);
        }
        return SearchOrder.of(listed, linkMaps, unknown);
    }

    /** The dynamic linker lists the vdso, but never searches it. */
    private static boolean isVdso(LoadedModule module) {
        return module.path().startsWith("[");
    }

    private static long word(ByteBuffer bytes, int size) {
        return size == Long.BYTES ? bytes.getLong() : bytes.getInt() & 0xffff_ffffL;
    }

    private String string(long address) {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NAME);
        for (int i = 0; i < LONGEST_NAME; i++) {
            byte b = memory.bytes(address + i, 1)[0];
            if (b == 0) {
                break;
            }
            bytes.put(b);
        }
        return new String(bytes.array(), 0, bytes.position(), UTF_8);
    }
}
