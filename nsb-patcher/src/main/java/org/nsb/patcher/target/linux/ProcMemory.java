// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.nio.ByteBuffer;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.target.RemoteMemory;
import org.nsb.patcher.target.RemoteMemoryException;

/**
 * {@code /proc/PID/mem}, held open: it stays bound to the memory it was opened for, so neither a
 * process that has got the same id nor a program that the target executes instead can be hit.
 *
 * <p>When that memory is no more, every access throws {@link NoSuchProcessException}.
 */
final class ProcMemory implements RemoteMemory, AutoCloseable {
    private static final int CHUNK = 64 * 1024;

    private final HostCalls host;
    private final int pid;
    private final int file;
    private final NativeBuffer buffer = NativeBuffer.allocate(CHUNK);

    ProcMemory(HostCalls host, int pid, int file) {
        this.host = host;
        this.pid = pid;
        this.file = file;
    }

    @Override
    public void read(long address, ByteBuffer into) {
        long at = address;
        while (into.hasRemaining()) {
            int wanted = Math.min(into.remaining(), CHUNK);
            long got = host.pread(file, buffer.address(), wanted, at);
            if (got <= 0) {
                throw failure("read", at, into.remaining(), got);
            }
            into.put(into.position(), buffer.bytes(), 0, (int) got);
            into.position(into.position() + (int) got);
            at += got;
        }
    }

    @Override
    public void write(long address, byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int size = Math.min(bytes.length - done, CHUNK);
            buffer.bytes().put(0, bytes, done, size);
            long written = host.pwrite(file, buffer.address(), size, address + done);
            if (written <= 0) {
                throw failure("write", address + done, bytes.length - done, written);
            }
            done += (int) written;
        }
    }

    /** A transfer of nothing is the kernel's way to say that the memory itself is no more. */
    private RuntimeException failure(String action, long address, long length, long result) {
        if (result == 0) {
            return new NoSuchProcessException(
                    pid, "process %d has ended, or executes another program now".formatted(pid));
        }
        return new RemoteMemoryException(action, pid, address, length, (int) -result);
    }

    /** For {@link LinuxThreadControl}: one transfer; bytes or a negative errno. */
    long readOnce(long address, long into, int length) {
        return host.pread(file, into, length, address);
    }

    /** For {@link LinuxThreadControl}: one transfer; bytes or a negative errno. */
    long writeOnce(long address, long from, int length) {
        return host.pwrite(file, from, length, address);
    }

    @Override
    public void close() {
        host.close(file);
    }
}
