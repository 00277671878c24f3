// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import org.nsb.patcher.target.ThreadControl;

/**
 * {@link PtraceCalls} of this machine. Allocates nothing after its construction; not for concurrent
 * use, as the kernel accepts requests from one thread only.
 */
final class Ptrace implements PtraceCalls, AutoCloseable {
    private static final int GETREGS = 12;
    private static final int SETREGS = 13;
    private static final int DETACH = 17;
    private static final int SYSCALL = 24;
    private static final int SETOPTIONS = 0x4200;
    private static final int GETEVENTMSG = 0x4201;
    private static final int GETSIGINFO = 0x4202;
    private static final int GETREGSET = 0x4204;
    private static final int SEIZE = 0x4206;
    private static final int INTERRUPT = 0x4207;
    private static final int GETSIGMASK = 0x420a;
    private static final int SETSIGMASK = 0x420b;
    private static final int GET_RSEQ_CONFIGURATION = 0x420f;

    private static final int WNOHANG = 1;
    private static final int WALL = 0x40000000;

    private static final int RSEQ_CONFIGURATION = 24;
    private static final int SIGINFO = 128;
    private static final int SIGINFO_CODE = 8;
    private static final int MASK = 8;

    /** Greater than any thread id can be ({@code man 5 proc}, {@code pid_max}). */
    private static final int NOBODY = 0x3fff_ffff;

    /** The JVM compiles a method after 200 calls. */
    private static final int REHEARSALS = 250;

    private final HostCalls host;
    private final WaitAlarm alarm;
    private final NativeBuffer status = NativeBuffer.allocate(Integer.BYTES);
    private final NativeBuffer vector = NativeBuffer.allocate(HostCalls.IOVEC);
    private final NativeBuffer data = NativeBuffer.allocate(32 * 1024);

    /** For the calling thread, which is the tracer. */
    Ptrace(HostCalls host) {
        this.host = host;
        this.alarm = new WaitAlarm(host);
    }

    @Override
    public int seize(int tid, int options) {
        return request(SEIZE, tid, 0, options);
    }

    @Override
    public int setOptions(int tid, int options) {
        return request(SETOPTIONS, tid, 0, options);
    }

    @Override
    public int interrupt(int tid) {
        return request(INTERRUPT, tid, 0, 0);
    }

    /**
     * {@inheritDoc}
     *
     * <p>Only a waitpid that blocks leaves the processor to the thread at once and comes back at
     * once; looking again and again, with naps or without, costs milliseconds on a busy machine.
     * But it has no time limit, and a thread in an uninterruptible sleep would hold nsb, and with
     * it all threads that are stopped already; so an alarm ends it.
     */
    @Override
    public int await(int tid, long deadlineNanos) {
        int waited = host.waitpid(tid, status.address(), WALL | WNOHANG);
        if (waited == 0 && deadlineNanos != Long.MIN_VALUE) {
            waited = awaitBlocking(tid, deadlineNanos);
        }
        if (waited == 0) {
            return ThreadControl.NOT_YET;
        }
        return waited < 0 ? waited : status.bytes().getInt(0);
    }

    /** The result of waitpid; 0 if the time is over. */
    private int awaitBlocking(int tid, long deadlineNanos) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
            return 0;
        }
        alarm.start(left);
        int waited = host.waitpid(tid, status.address(), WALL);
        while (waited == -HostCalls.EINTR && System.nanoTime() - deadlineNanos < 0) {
            waited = host.waitpid(tid, status.address(), WALL);
        }
        alarm.stop();
        return waited == -HostCalls.EINTR ? 0 : waited;
    }

    /**
     * Waits for nobody, so that the JVM has linked and compiled what {@link #await} does only when
     * it has to wait: a rehearsal of the pause never has to.
     */
    void prepareToWait() {
        for (int i = 0; i < REHEARSALS; i++) {
            awaitBlocking(NOBODY, System.nanoTime() + Long.MAX_VALUE / 2);
        }
    }

    @Override
    public int resume(int tid, int signal) {
        return request(SYSCALL, tid, 0, signal);
    }

    @Override
    public int detach(int tid, int signal) {
        return request(DETACH, tid, 0, signal);
    }

    @Override
    public int registers(int tid, byte[] into) {
        int result = registers(tid, data.address());
        data.bytes().get(0, into);
        return result;
    }

    /** As above, to an address in nsb's own memory. */
    int registers(int tid, long address) {
        return request(GETREGS, tid, 0, address);
    }

    @Override
    public int setRegisters(int tid, byte[] registers) {
        data.bytes().put(0, registers);
        return request(SETREGS, tid, 0, data.address());
    }

    @Override
    public int registerSet(int tid, int note, byte[] into) {
        HostCalls.putIovec(vector.bytes(), 0, data.address(), Math.min(into.length, data.size()));
        int result = request(GETREGSET, tid, note, vector.address());
        if (result < 0) {
            return result;
        }
        int size = (int) vector.bytes().getLong(8);
        data.bytes().get(0, into, 0, size);
        return size;
    }

    @Override
    public int signalMask(int tid, long[] into) {
        int result = request(GETSIGMASK, tid, MASK, data.address());
        into[0] = data.bytes().getLong(0);
        return result;
    }

    @Override
    public int setSignalMask(int tid, long mask) {
        data.bytes().putLong(0, mask);
        return request(SETSIGMASK, tid, MASK, data.address());
    }

    @Override
    public int restartableSequences(int tid, long[] into) {
        int result = request(GET_RSEQ_CONFIGURATION, tid, RSEQ_CONFIGURATION, data.address());
        into[0] = result < 0 ? 0 : data.bytes().getLong(0);
        return Math.min(result, 0);
    }

    @Override
    public int signalReason(int tid, long[] into) {
        int result = request(GETSIGINFO, tid, SIGINFO, data.address());
        into[0] = data.bytes().getInt(SIGINFO_CODE);
        return result;
    }

    /** PTRACE_GETEVENTMSG: the id of the thread whose creation a stop announces; or -errno. */
    int eventMessage(int tid) {
        int result = request(GETEVENTMSG, tid, 0, data.address());
        return result < 0 ? result : (int) data.bytes().getLong(0);
    }

    @Override
    public void close() {
        alarm.close();
    }

    private int request(int request, int tid, long address, long data) {
        return (int) host.ptrace(request, tid, address, data);
    }
}
