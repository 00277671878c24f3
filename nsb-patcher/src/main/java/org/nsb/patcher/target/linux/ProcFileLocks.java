// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.TargetFailureException;
import org.nsb.patcher.target.ProcessLocks;

/**
 * Locks on {@code /proc/PID/oom_score_adj} ({@code man 2 fcntl}, advisory record locks).
 *
 * <p>The kernel drops such a lock with its holder, nothing is left behind in a file system, and
 * whoever may patch a process may open this file of it. It is never written. The file is one that
 * nsb does not use otherwise: closing any descriptor of a file would give up the lock on it.
 */
public final class ProcFileLocks implements ProcessLocks {

    @Override
    public Lock acquire(int pid) {
        try {
            return lock(pid, open(pid));
        } catch (NoSuchFileException e) {
            throw new NoSuchProcessException(pid, "there is no process " + pid);
        } catch (AccessDeniedException e) {
            throw new NotPermittedException(
                    pid, "process %d belongs to somebody else; try as root".formatted(pid));
        } catch (IOException e) {
            throw new TargetFailureException(
                    pid, "cannot lock process %d: %s".formatted(pid, e.getMessage()), e);
        }
    }

    private static FileChannel open(int pid) throws IOException {
        return FileChannel.open(
                Path.of("/proc/" + pid + "/oom_score_adj"), StandardOpenOption.WRITE);
    }

    private static Lock lock(int pid, FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            if (lock != null) {
                return new Held(pid, file);
            }
        } catch (OverlappingFileLockException e) {
            file.close();
            throw heldByAnother(pid);
        } catch (IOException e) {
            file.close();
            throw e;
        }
        file.close();
        throw heldByAnother(pid);
    }

    private static TargetFailureException heldByAnother(int pid) {
        return new TargetFailureException(
                pid,
                "another nsb is working on process %d; try again when it is done".formatted(pid));
    }

    /** Closing the file gives the lock up. */
    private record Held(int pid, FileChannel file) implements Lock {
        @Override
        public void close() {
            try {
                file.close();
            } catch (IOException e) {
                throw new TargetFailureException(
                        pid, "cannot unlock process %d: %s".formatted(pid, e.getMessage()), e);
            }
        }
    }
}
