// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

/**
 * Functions of the C library, bound by jnr-ffi; {@code long} stands for addresses and sizes. Only
 * {@link HostCalls} uses them. The cost of binding grows with every function, so there are no more
 * than are needed.
 */
public interface LibC {
    long ptrace(long request, long tid, long address, long data);

    int waitpid(int tid, long status, int options);

    long process_vm_readv(
            int pid, long local, long localCount, long remote, long remoteCount, long flags);

    int openat(int directory, String path, int flags, int mode);

    int close(int descriptor);

    long read(int descriptor, long buffer, long size);

    long pread(int descriptor, long buffer, long size, long offset);

    long pwrite(int descriptor, long buffer, long size, long offset);

    long lseek(int descriptor, long offset, int whence);

    long getdents64(int descriptor, long buffer, long size);

    long readlinkat(int directory, String path, long buffer, long size);

    int ftruncate(int descriptor, long size);

    int fcntl(int descriptor, int command, long argument);

    int flock(int descriptor, int operation);

    int sigaction(int signal, long action, long previous);

    long syscall(long number, long a, long b, long c, long d, long e);
}
