// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.nsb.arch.SystemCalls.Stub;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.Mapping;
import org.nsb.patcher.target.MemoryMap;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;

/**
 * The place in the target where the {@linkplain Stub stub} lies: the unused end of the last page of
 * an executable mapping, which is all zeros and which nobody reads or executes. Writing there gives
 * the target a private copy of the page. {@link #remove} restores the zeros.
 */
final class StubSite {
    /** As much must be zero; the stub lies at its end. */
    static final int TAIL = 64;

    /** Room for the stub. */
    static final int ROOM = 32;

    private static final String VDSO = "[vdso]";

    private final RemoteMemory memory;
    private final int pid;
    private final Stub stub;
    private final long address;

    private StubSite(RemoteMemory memory, int pid, Stub stub, long address) {
        this.memory = memory;
        this.pid = pid;
        this.stub = stub;
        this.address = address;
    }

    /**
     * Writes the stub. One that an earlier run of nsb has left, because it was killed, is used
     * again.
     *
     * @throws TargetFailureException if there is no room
     */
    static StubSite place(RemoteMemory memory, int pid, MemoryMap map, Stub stub) {
        byte[] wanted = Arrays.copyOf(stub.code(), ROOM);
        for (Mapping mapping : candidates(map)) {
            long address = mapping.end() - ROOM;
            byte[] tail = tail(memory, mapping);
            boolean unused = isZero(tail, 0, tail.length);
            boolean left =
                    tail.length > 0
                            && isZero(tail, 0, TAIL - ROOM)
                            && Arrays.equals(tail, TAIL - ROOM, TAIL, wanted, 0, ROOM);
            if (tail.length > 0 && (unused || left)) {
                memory.write(address, wanted);
                return new StubSite(memory, pid, stub, address);
            }
        }
        throw new TargetFailureException(
                pid,
                "process %d has no executable mapping that ends with %d unused bytes, which nsb needs"
                                .formatted(pid, TAIL)
                        + " to make system calls in it");
    }

    /** The vDSO first, which certainly has no data behind its code; then files. */
    private static List<Mapping> candidates(MemoryMap map) {
        return map.mappings().stream()
                .filter(m -> m.readable() && m.executable() && !m.writable() && m.isPrivate())
                .filter(m -> m.name().equals(VDSO) || m.inode() != 0)
                .filter(m -> !m.name().startsWith("/memfd:"))
                .sorted(Comparator.comparing(m -> !m.name().equals(VDSO)))
                .toList();
    }

    /** The last bytes of a mapping; none if they cannot be read. */
    private static byte[] tail(RemoteMemory memory, Mapping mapping) {
        try {
            return memory.bytes(mapping.end() - TAIL, TAIL);
        } catch (RemoteMemoryException e) {
            return new byte[0]; // beyond the end of its file: another mapping will do
        }
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    long address() {
        return address;
    }

    Stub stub() {
        return stub;
    }

    /** Where a thread enters for a system call. */
    long systemCallEntrance() {
        return address + stub.systemCallOffset();
    }

    /** Where a thread stands at the entry and at the exit of that call. */
    long afterSystemCall() {
        return systemCallEntrance() + stub.systemCallLength();
    }

    /** Where a thread stands at the entry of {@code rt_sigreturn}. */
    long afterSignalReturn() {
        return address + stub.signalReturnOffset() + stub.systemCallLength();
    }

    /**
     * Restores the zeros.
     *
     * @throws TargetFailureException if they do not stand there afterwards
     */
    void remove() {
        memory.write(address, new byte[ROOM]);
        if (!isZero(memory.bytes(address, ROOM), 0, ROOM)) {
            throw new TargetFailureException(
                    pid,
                    "the %d bytes at 0x%x of process %d, which nsb has used, do not become zero again"
                            .formatted(ROOM, address, pid));
        }
    }
}
