// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import org.nsb.patcher.PatcherException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.RemoteFile;

/** A memory file of the target, opened through {@code /proc/PID/fd/N}. */
final class LinuxRemoteFile implements RemoteFile {
    /** What {@code man 5 proc} shows for every file of {@code memfd_create}. */
    private static final String MEMORY_FILE = "/memfd:";

    private static final int F_ADD_SEALS = 1033;

    /** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE. */
    private static final int ALL_SEALS = 1 | 2 | 4 | 8;

    private final HostCalls host;
    private final Failures failures;
    private final int file;
    private final NativeBuffer buffer;

    private LinuxRemoteFile(HostCalls host, Failures failures, int file, NativeBuffer buffer) {
        this.host = host;
        this.failures = failures;
        this.file = file;
        this.buffer = buffer;
    }

    /**
     * @param name below {@code files}, ending with the descriptor
     * @param buffer for what is written; it exists already because a thread stands still now
     * @throws PatcherException if the target has no such descriptor, or if it is no memory file
     */
    static LinuxRemoteFile open(
            HostCalls host,
            int pid,
            ProcFs files,
            Failures failures,
            String name,
            NativeBuffer buffer) {
        try {
            String link = files.link(name);
            if (!link.startsWith(MEMORY_FILE)) {
                throw new TargetFailureException(
                        pid,
                        "/proc/%d/%s is not nsb's memory file but %s".formatted(pid, name, link));
            }
        } catch (LinuxException e) {
            throw failures.from(e);
        }
        int file = files.openFile(name, HostCalls.O_RDWR);
        if (file < 0) {
            throw failures.from(-file, "open of /proc/" + pid + "/" + name);
        }
        return new LinuxRemoteFile(host, failures, file, buffer);
    }

    @Override
    public void truncate(long size) {
        check(host.ftruncate(file, size), "ftruncate");
    }

    @Override
    public void write(long offset, byte[] bytes) {
        int done = 0;
        while (done < bytes.length) {
            int size = Math.min(bytes.length - done, buffer.size());
            buffer.bytes().put(0, bytes, done, size);
            long written = host.pwrite(file, buffer.address(), size, offset + done);
            check(written == 0 ? -HostCalls.EIO : written, "pwrite");
            done += (int) written;
        }
    }

    @Override
    public void seal() {
        check(host.fcntl(file, F_ADD_SEALS, ALL_SEALS), "fcntl(F_ADD_SEALS)");
    }

    private void check(long result, String call) {
        if (result < 0) {
            throw failures.from((int) -result, call + " on a memory file");
        }
    }

    @Override
    public void close() {
        host.close(file);
    }
}
