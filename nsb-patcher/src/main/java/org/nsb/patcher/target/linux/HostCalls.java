// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import com.kenai.jffi.Library;
import java.nio.ByteBuffer;
import jnr.ffi.LibraryLoader;
import jnr.ffi.Runtime;

/**
 * System calls made by nsb itself. A failure is a negative errno ({@code man 3 errno}), as in the
 * kernel: the pause has no time for exceptions, and each caller knows best what a failure means.
 */
final class HostCalls {
    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EIO = 5;
    static final int ECHILD = 10;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int EINVAL = 22;
    static final int EFBIG = 27;
    static final int ENOSYS = 38;

    /** {@code openat}: relative paths start at the current directory. */
    static final int AT_FDCWD = -100;

    static final int O_RDONLY = 0;
    static final int O_RDWR = 2;
    static final int O_DIRECTORY = 0x10000;
    static final int O_CLOEXEC = 0x80000;

    private final LibC libc;
    private final Runtime runtime;

    private HostCalls(LibC libc) {
        this.libc = libc;
        this.runtime = Runtime.getRuntime(libc);
    }

    /**
     * Binds the C library.
     *
     * @throws IllegalStateException if calls with six arguments do not work
     */
    static HostCalls bind() {
        // jnr-ffi's hand-assembled call stubs corrupt the sixth integer argument (jnr-ffi #181).
        System.setProperty("jnr.ffi.x86asm.enabled", "false");
        HostCalls calls =
                new HostCalls(LibraryLoader.create(LibC.class).failImmediately().load("c"));
        calls.testSixArguments();
        return calls;
    }

    /** Reads a buffer of this process; any corruption of the sixth argument makes it EINVAL. */
    private void testSixArguments() {
        NativeBuffer buffer = NativeBuffer.allocate(2 * IOVEC + 2 * Long.BYTES);
        long pattern = 0x1122334455667788L;
        int source = 2 * IOVEC;
        int sink = source + Long.BYTES;
        buffer.bytes().putLong(source, pattern);
        putIovec(buffer.bytes(), 0, buffer.address() + sink, Long.BYTES);
        putIovec(buffer.bytes(), IOVEC, buffer.address() + source, Long.BYTES);
        int self = (int) ProcessHandle.current().pid();
        long result = readRemote(self, buffer.address(), 1, buffer.address() + IOVEC, 1);
        boolean forbidden = result == -EPERM || result == -ENOSYS;
        if (!forbidden && buffer.bytes().getLong(sink) != pattern) {
            throw new IllegalStateException(
                    "jnr-ffi corrupts calls with six arguments; start Java with"
                            + " -Djnr.ffi.x86asm.enabled=false (process_vm_readv returned "
                            + result
                            + ")");
        }
    }

    /** Bytes of a {@code struct iovec}. */
    static final int IOVEC = 16;

    static void putIovec(ByteBuffer into, int offset, long address, long length) {
        into.putLong(offset, address);
        into.putLong(offset + 8, length);
    }

    long ptrace(int request, int tid, long address, long data) {
        return result(libc.ptrace(request, tid, address, data));
    }

    /** {@code man 2 waitpid}; {@code status} is the address of an int. */
    int waitpid(int tid, long status, int options) {
        return (int) result(libc.waitpid(tid, status, options));
    }

    long readRemote(int pid, long local, int localCount, long remote, int remoteCount) {
        return result(libc.process_vm_readv(pid, local, localCount, remote, remoteCount, 0));
    }

    /** Opens a file; it is closed on exec. */
    int open(int directory, String path, int flags) {
        return (int) result(libc.openat(directory, path, flags | O_CLOEXEC, 0));
    }

    int close(int descriptor) {
        return (int) result(libc.close(descriptor));
    }

    long read(int descriptor, long buffer, long size) {
        return result(libc.read(descriptor, buffer, size));
    }

    long pread(int descriptor, long buffer, long size, long offset) {
        return result(libc.pread(descriptor, buffer, size, offset));
    }

    long pwrite(int descriptor, long buffer, long size, long offset) {
        return result(libc.pwrite(descriptor, buffer, size, offset));
    }

    /** Makes the next read start at the beginning. */
    long rewind(int descriptor) {
        return result(libc.lseek(descriptor, 0, 0));
    }

    /** Reads {@code struct linux_dirent64} records. */
    long directoryEntries(int descriptor, long buffer, long size) {
        return result(libc.getdents64(descriptor, buffer, size));
    }

    long readlink(int directory, String path, long buffer, long size) {
        return result(libc.readlinkat(directory, path, buffer, size));
    }

    int ftruncate(int descriptor, long size) {
        return (int) result(libc.ftruncate(descriptor, size));
    }

    int fcntl(int descriptor, int command, long argument) {
        return (int) result(libc.fcntl(descriptor, command, argument));
    }

    int flock(int descriptor, int operation) {
        return (int) result(libc.flock(descriptor, operation));
    }

    /** {@code action} is the address of the C library's {@code struct sigaction}. */
    int setSignalAction(int signal, long action) {
        return (int) result(libc.sigaction(signal, action, 0));
    }

    /** Address of a function of the C library. */
    static long function(String name) {
        return Library.getDefault().getSymbolAddress(name);
    }

    /** A call for which older C libraries have no function. */
    long systemCall(long number, long a, long b, long c, long d, long e) {
        return result(libc.syscall(number, a, b, c, d, e));
    }

    private long result(long value) {
        return value == -1 ? -runtime.getLastError() : value;
    }
}
