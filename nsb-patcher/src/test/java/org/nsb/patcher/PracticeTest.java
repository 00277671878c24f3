// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PracticeTest {
    private static final long AN_HOUR = 3_600_000_000_000L;

    private final AtomicInteger rounds = new AtomicInteger();

    @Test
    void endsWhenThereIsNoProgress() {
        new Practice(10, AN_HOUR).of(rounds::incrementAndGet);
        assertTrue(rounds.get() >= 4 * 10 + 5, rounds + " rounds");
        assertEquals(5, rounds.get() % 10);
    }

    @Test
    void withoutTimeThereAreOnlyTheLastRounds() {
        new Practice(10, 0).of(rounds::incrementAndGet);
        assertEquals(5, rounds.get());
    }

    @Test
    void failuresAreNotSwallowed() {
        assertThrows(
                IllegalStateException.class,
                () ->
                        new Practice(10, AN_HOUR)
                                .of(
                                        () -> {
                                            throw new IllegalStateException();
                                        }));
    }
}
