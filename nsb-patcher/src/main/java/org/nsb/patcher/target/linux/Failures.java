// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.List;
import org.nsb.patcher.BusyException;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.NoSuchProcessException;
import org.nsb.patcher.NotPermittedException;
import org.nsb.patcher.PatcherException;
import org.nsb.patcher.TargetFailureException;

/** Finds out what a failed system call means for the user of nsb, and what can be done. */
final class Failures implements FailureCauses {
    private static final String YAMA = "/proc/sys/kernel/yama";

    private final HostCalls host;
    private final int pid;

    Failures(HostCalls host, int pid) {
        this.host = host;
        this.pid = pid;
    }

    PatcherException from(LinuxException e) {
        return from(pid, e);
    }

    @Override
    public PatcherException from(int errno, String call) {
        return ofThread(pid, errno, call);
    }

    @Override
    public PatcherException ofThread(int tid, int errno, String call) {
        return from(tid, new LinuxException(errno, call, "thread " + tid));
    }

    private PatcherException from(int tid, LinuxException e) {
        return switch (e.errno()) {
            case HostCalls.ESRCH, HostCalls.ENOENT, HostCalls.ECHILD -> ended();
            case HostCalls.EPERM, HostCalls.EACCES -> notPermitted(tid, e.call());
            default ->
                    new TargetFailureException(
                            pid, "process %d: %s".formatted(pid, e.getMessage()), e);
        };
    }

    @Override
    public NoSuchProcessException ended() {
        return new NoSuchProcessException(pid, "process %d has ended".formatted(pid));
    }

    NoSuchProcessException absent() {
        return new NoSuchProcessException(
                pid,
                ("there is no process %d (or /proc is mounted so that it is hidden from this user;"
                                + " then run nsb as root)")
                        .formatted(pid));
    }

    /** Why a thread may not be attached to, as far as the kernel lets us find out. */
    private PatcherException notPermitted(int tid, String call) {
        try (ProcFs own = ProcFs.open(host, "/proc/self");
                ProcFs target = ProcFs.open(host, "/proc/" + pid)) {
            TaskStatus thread = target.status("task/" + tid + "/status");
            if (thread.tracerId() != 0 && own.numbers("task").contains(thread.tracerId())) {
                return stillStopping(tid, thread.name());
            }
            String reason = reason(own, target, thread);
            return new NotPermittedException(
                    pid,
                    "not permitted to work on process %d (%s; %s): %s"
                            .formatted(pid, thread.name(), call, reason));
        } catch (LinuxException e) {
            return e.errno() == HostCalls.ESRCH || e.errno() == HostCalls.ENOENT
                    ? ended()
                    : new NotPermittedException(
                            pid,
                            "not permitted to work on process %d (%s); run nsb as root"
                                    .formatted(pid, call));
        }
    }

    /** An earlier stop that came too late is still to come; this run of nsb holds the thread. */
    private BusyException stillStopping(int tid, String name) {
        return new BusyException(
                pid, 1, List.of(new BusyThread(tid, name, "still has not stopped when asked to")));
    }

    private String reason(ProcFs own, ProcFs target, TaskStatus thread) {
        TaskStatus self = own.status("status");
        if (thread.processId() == self.processId()) {
            return "it is nsb itself";
        }
        if (thread.tracerId() != 0) {
            return "it is already traced by process %s; end that debugger or tracer first"
                    .formatted(named(thread.tracerId()));
        }
        String yama = yama();
        if (!yama.isEmpty()) {
            return yama;
        }
        int user = self.userIds().get(1);
        if (user != 0 && !thread.userIds().stream().allMatch(id -> id == user)) {
            return "it belongs to user %d and nsb runs as user %d; run nsb as that user or as root"
                    .formatted(thread.userIds().get(0), user);
        }
        if (otherUserNamespace(own, target)) {
            return "it lives in a user namespace over which nsb has no power; run nsb as root"
                    + " outside of that namespace";
        }
        return "it has more privileges than nsb (set-user-id, file capabilities or not dumpable),"
                + " or a security module or container forbids it; run nsb as root with"
                + " CAP_SYS_PTRACE";
    }

    private String named(int tracer) {
        try (ProcFs process = ProcFs.open(host, "/proc/" + tracer)) {
            return "%d (%s)".formatted(tracer, process.text("comm").strip());
        } catch (LinuxException e) {
            return Integer.toString(tracer);
        }
    }

    /** {@code Documentation/admin-guide/LSM/Yama.rst}; empty if that module is not in the way. */
    private String yama() {
        try (ProcFs settings = ProcFs.open(host, YAMA);
                ProcFs own = ProcFs.open(host, "/proc/self")) {
            String scope = settings.text("ptrace_scope").strip();
            boolean root = own.status("status").userIds().get(1) == 0;
            return switch (scope) {
                case "0" -> "";
                case "3" ->
                        YAMA + "/ptrace_scope is 3: no process may be traced until the next boot";
                default ->
                        root
                                ? ""
                                : (YAMA
                                        + "/ptrace_scope is "
                                        + scope
                                        + ": only root may trace processes that are not its"
                                        + " children; run nsb as root");
            };
        } catch (LinuxException e) {
            return "";
        }
    }

    private static boolean otherUserNamespace(ProcFs own, ProcFs target) {
        try {
            return !own.link("ns/user").equals(target.link("ns/user"));
        } catch (LinuxException e) {
            return List.of(HostCalls.EPERM, HostCalls.EACCES).contains(e.errno());
        }
    }
}
