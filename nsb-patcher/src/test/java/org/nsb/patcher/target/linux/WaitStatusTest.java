// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The words are those of man 2 ptrace and wait.h. */
class WaitStatusTest {
    @Test
    void exit_and_death_by_a_signal() {
        assertTrue(WaitStatus.ended(0x0000));
        assertTrue(WaitStatus.ended(0x0300));
        assertTrue(WaitStatus.ended(9));
        assertTrue(WaitStatus.ended(0x8b));
        assertEquals(0, WaitStatus.signalToDeliver(9));
    }

    @Test
    void interruption() {
        int word = 0x80057f;
        assertEquals(word, WaitStatus.ofInterruption());
        assertTrue(WaitStatus.atInterruption(word));
        assertEquals(0, WaitStatus.signalToDeliver(word));
    }

    @Test
    void stop_of_the_whole_process() {
        int word = 0x80137f;
        assertEquals(word, WaitStatus.ofGroupStop());
        assertTrue(WaitStatus.atInterruption(word));
        assertEquals(0, WaitStatus.signalToDeliver(word));
    }

    @Test
    void system_call() {
        int word = 0x857f;
        assertEquals(word, WaitStatus.ofSystemCall());
        assertTrue(WaitStatus.atSystemCall(word));
        assertFalse(WaitStatus.atInterruption(word));
        assertEquals(0, WaitStatus.signalToDeliver(word));
    }

    @Test
    void a_signal_on_its_way() {
        int word = 0x0a7f;
        assertEquals(word, WaitStatus.ofSignal(10));
        assertEquals(10, WaitStatus.signalToDeliver(word));
        assertFalse(WaitStatus.atInterruption(word));
        assertFalse(WaitStatus.atSystemCall(word));
    }

    @Test
    void a_child() {
        assertTrue(WaitStatus.atClone(0x03057f));
        assertEquals(0, WaitStatus.signalToDeliver(0x03057f));
    }
}
