// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.commit.StopPolicy;

class PatienceTest {
    private final AtomicInteger attempts = new AtomicInteger();

    private static Patience patience(Duration timeout, int retries) {
        return new Patience(new StopPolicy(timeout, retries, Duration.ofMillis(10)));
    }

    /** Fails until it has been tried so often. */
    private int busyUntil(int attempt) {
        if (attempts.incrementAndGet() < attempt) {
            throw new BusyException(1, 1, List.of(new BusyThread(1, "thread", "is late")));
        }
        return attempts.get();
    }

    @Test
    void whatSucceedsInTheEndIsTheResult() {
        assertEquals(3, patience(Duration.ofDays(1), 10).whileBusy(() -> busyUntil(3)));
    }

    @Test
    void thereAreAsManyRetriesAsTheUserWants() {
        Patience patience = patience(Duration.ofDays(1), 2);
        assertThrows(BusyException.class, () -> patience.whileBusy(() -> busyUntil(9)));
        assertEquals(3, attempts.get());
    }

    @Test
    void thereIsOneAttemptWithoutAnyTime() {
        Patience patience = patience(Duration.ZERO, 10);
        assertThrows(BusyException.class, () -> patience.whileBusy(() -> busyUntil(9)));
        assertEquals(1, attempts.get());
    }
}
