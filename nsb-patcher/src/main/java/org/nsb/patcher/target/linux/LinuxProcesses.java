// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.List;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.ProcessAccess;
import org.nsb.patcher.target.TargetProcess;

/** The processes of this machine, through {@code /proc} and ptrace. */
public final class LinuxProcesses implements ProcessAccess {
    /** {@code PF_KTHREAD} of {@code include/linux/sched.h}. */
    private static final long KERNEL_THREAD = 0x00200000;

    private final HostCalls host;

    private LinuxProcesses(HostCalls host) {
        this.host = host;
    }

    /**
     * Binds the C library.
     *
     * @throws IllegalStateException if jnr-ffi passes arguments wrongly on this machine
     */
    public static LinuxProcesses create() {
        return new LinuxProcesses(HostCalls.bind());
    }

    @Override
    public TargetProcess open(int pid) {
        Failures failures = new Failures(host, pid);
        ProcFs files = openDirectory(pid, failures);
        try {
            checkKind(pid, files);
            int witness = livingThread(pid, files, failures);
            return new LinuxProcess(
                    host, pid, witness, files, openMemory(pid, witness, files, failures));
        } catch (LinuxException e) {
            files.close();
            throw failures.from(e);
        } catch (RuntimeException e) {
            files.close();
            throw e;
        }
    }

    @Override
    public List<Integer> processes() {
        try (ProcFs all = ProcFs.open(host, "/proc")) {
            return all.numbers(".").stream().filter(this::isUserProcess).toList();
        }
    }

    private boolean isUserProcess(int pid) {
        try (ProcFs files = ProcFs.open(host, "/proc/" + pid)) {
            return !isKernelThread(files);
        } catch (LinuxException e) {
            return false; // it has ended meanwhile
        }
    }

    private ProcFs openDirectory(int pid, Failures failures) {
        try {
            return ProcFs.open(host, "/proc/" + pid);
        } catch (LinuxException e) {
            throw e.errno() == HostCalls.ENOENT ? failures.absent() : failures.from(e);
        }
    }

    private static void checkKind(int pid, ProcFs files) {
        TaskStatus status = files.status("status");
        if (status.processId() != pid) {
            throw new NoSuchProcessException(
                    pid,
                    "%d is not a process but a thread of process %d (%s); give that id"
                            .formatted(pid, status.processId(), status.name()));
        }
        if (isKernelThread(files)) {
            throw new NotPermittedException(
                    pid,
                    "process %d (%s) is a thread of the kernel; nsb patches user processes only"
                            .formatted(pid, status.name()));
        }
    }

    /**
     * A thread through which the process's memory can be seen. That is the first one, unless it has
     * ended before the others; then the kernel shows nothing in its place.
     */
    private static int livingThread(int pid, ProcFs files, Failures failures) {
        if (!files.status("status").ended()) {
            return pid;
        }
        return files.numbers("task").stream()
                .filter(tid -> !files.status("task/" + tid + "/status").ended())
                .findFirst()
                .orElseThrow(failures::ended);
    }

    /** Field 9 of {@code /proc/PID/stat}; the name before it may contain anything. */
    private static boolean isKernelThread(ProcFs files) {
        String stat = files.text("stat");
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[6]) & KERNEL_THREAD) != 0;
    }

    private ProcMemory openMemory(int pid, int witness, ProcFs files, Failures failures) {
        int file = files.openFile("task/" + witness + "/mem", HostCalls.O_RDWR);
        if (file < 0) {
            throw failures.from(-file, "open of /proc/" + pid + "/mem");
        }
        return new ProcMemory(host, pid, file);
    }
}
