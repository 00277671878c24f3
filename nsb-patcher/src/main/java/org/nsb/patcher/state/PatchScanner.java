// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteAddress;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;
import org.nsb.vzpatch.Vzpatch;
import org.nsb.vzpatch.VzpatchCodec;
import org.nsb.vzpatch.VzpatchFormatException;

/**
 * Finds the patches of a process in its memory, without stopping it.
 *
 * <p>The process can write into what is read here: everything is bounded and checked, and what is
 * not understood becomes a warning.
 */
public final class PatchScanner {
    /** Start of the name of a patch's mappings ({@code man 2 memfd_create}). */
    public static final String MAPPING_PREFIX = "/memfd:nsb:";

    private static final int MOST_PATCHES = 4096;

    private final int pid;
    private final RemoteMemory memory;

    public PatchScanner(int pid, RemoteMemory memory) {
        this.pid = pid;
        this.memory = memory;
    }

    /** All patches in these mappings, whatever their phase. */
    public InstalledPatches scan(MemoryMap map) {
        List<Mapping> ours =
                map.mappings().stream().filter(m -> m.name().startsWith(MAPPING_PREFIX)).toList();
        List<InstalledPatch> found = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        ours.stream()
                .filter(m -> m.offset() == 0)
                .limit(MOST_PATCHES)
                .forEach(control -> read(control, ours, found, warnings));
        found.sort(Comparator.comparingLong(p -> p.record().sequence()));
        return new InstalledPatches(found, warnings);
    }

    private void read(
            Mapping control,
            List<Mapping> ours,
            List<InstalledPatch> found,
            List<String> warnings) {
        try {
            found.add(read(control, ours));
        } catch (StateFormatException | VzpatchFormatException | RemoteMemoryException e) {
            warnings.add(
                    "process %d: the mapping at %s is named %s, but: %s"
                            .formatted(
                                    pid,
                                    new RemoteAddress(control.start()),
                                    printable(control.name()),
                                    e.getMessage()));
        }
    }

    private InstalledPatch read(Mapping control, List<Mapping> ours) {
        long at = control.start();
        StateHeader header = StateHeader.decode(memory.bytes(at, StateHeader.SIZE));
        if (header.totalLength() > control.size()) {
            throw new StateFormatException("the state record is longer than its mapping");
        }
        byte[] body = memory.bytes(at + StateHeader.SIZE, header.bodyLength());
        byte[] metadata =
                memory.bytes(at + StateHeader.SIZE + header.bodyLength(), header.vzpatchLength());
        if (StateRecordCodec.checksum(body, metadata) != header.checksum()) {
            throw new StateFormatException("the state record is damaged (checksum)");
        }
        StateRecord record = StateRecordCodec.decode(body);
        if (record.imageAddress() != at) {
            throw new StateFormatException("the state record belongs to another address");
        }
        Vzpatch vzpatch =
                VzpatchCodec.decode(
                        metadata, "process " + pid + ", memory at " + new RemoteAddress(at));
        return new InstalledPatch(header.phase(), record, vzpatch, parts(control, record, ours));
    }

    /** Only mappings of the same memory file: what else lies there is none of our business. */
    private static List<Mapping> parts(Mapping control, StateRecord record, List<Mapping> ours) {
        return ours.stream()
                .filter(m -> m.inode() == control.inode() && m.device().equals(control.device()))
                .filter(m -> m.start() - record.imageAddress() == m.offset())
                .filter(m -> Long.compareUnsigned(m.offset(), record.imageSize()) < 0)
                .toList();
    }

    private static String printable(String name) {
        String start = name.length() > 80 ? name.substring(0, 80) + "..." : name;
        return start.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
