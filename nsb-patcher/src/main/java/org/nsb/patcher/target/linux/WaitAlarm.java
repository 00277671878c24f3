// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

/**
 * A timer whose signal ends a blocking system call of the thread that created it, with EINTR
 * ({@code man 2 timer_create}, SIGEV_THREAD_ID). Allocates nothing after its construction.
 */
final class WaitAlarm implements AutoCloseable {
    /** The last real-time signal; neither the JVM nor the C library uses it. */
    private static final int SIGNAL = 64;

    /** {@code struct sigaction} of the C library: handler, 128 bytes of mask, flags. */
    private static final int ACTION_SIZE = 256;

    private static final int CLOCK_MONOTONIC = 1;
    private static final int SIGEV_THREAD_ID = 4;

    /** {@code struct sigevent}: value, signal, kind, thread. */
    private static final int EVENT_SIZE = 64;

    private static final int EVENT_SIGNAL = 8;
    private static final int EVENT_KIND = 12;
    private static final int EVENT_THREAD = 16;

    /** {@code struct itimerspec}: seconds and nanoseconds of the interval, and of the first. */
    private static final int SPEC_SIZE = 32;

    private static final int INTERVAL_NANOS = 8;
    private static final int FIRST_SECONDS = 16;
    private static final int FIRST_NANOS = 24;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    /** A signal that comes just before the call begins to wait has no effect; so send more. */
    private static final long REPEAT_NANOS = 1_000_000;

    private final HostCalls host;
    private final HostNumbers numbers = HostNumbers.ofThisMachine();
    private final NativeBuffer spec = NativeBuffer.allocate(SPEC_SIZE);
    private final int timer;

    WaitAlarm(HostCalls host) {
        this.host = host;
        installHandler();
        this.timer = createTimer();
    }

    /**
     * The handler only has to exist, because an ignored signal ends no call. {@code abs} does
     * nothing to anybody. Flags are 0: no SA_RESTART.
     */
    private void installHandler() {
        NativeBuffer action = NativeBuffer.allocate(ACTION_SIZE);
        action.bytes().putLong(0, HostCalls.function("abs"));
        check(host.setSignalAction(SIGNAL, action.address()), "sigaction");
    }

    private int createTimer() {
        NativeBuffer event = NativeBuffer.allocate(EVENT_SIZE + Integer.BYTES);
        event.bytes().putInt(EVENT_SIGNAL, SIGNAL);
        event.bytes().putInt(EVENT_KIND, SIGEV_THREAD_ID);
        event.bytes().putInt(EVENT_THREAD, (int) host.systemCall(numbers.gettid(), 0, 0, 0, 0, 0));
        long id = event.address() + EVENT_SIZE;
        check(
                host.systemCall(numbers.timerCreate(), CLOCK_MONOTONIC, event.address(), id, 0, 0),
                "timer_create");
        return event.bytes().getInt(EVENT_SIZE);
    }

    private static void check(long result, String call) {
        if (result < 0) {
            throw new LinuxException((int) -result, call, "cannot prepare to wait for threads");
        }
    }

    /** From this time on calls are ended, until {@link #stop}. */
    void start(long nanos) {
        set(REPEAT_NANOS, Math.max(1, nanos));
    }

    void stop() {
        set(0, 0);
    }

    private void set(long intervalNanos, long firstNanos) {
        spec.bytes().putLong(INTERVAL_NANOS, intervalNanos);
        spec.bytes().putLong(FIRST_SECONDS, firstNanos / NANOS_PER_SECOND);
        spec.bytes().putLong(FIRST_NANOS, firstNanos % NANOS_PER_SECOND);
        host.systemCall(numbers.timerSettime(), timer, 0, spec.address(), 0, 0);
    }

    @Override
    public void close() {
        host.systemCall(numbers.timerDelete(), timer, 0, 0, 0, 0);
    }
}
