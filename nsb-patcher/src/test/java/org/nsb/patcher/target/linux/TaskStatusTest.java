// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TaskStatusTest {
    private static final String SLEEPER =
            """
            Name:\tkv server
            Umask:\t0022
            State:\tS (sleeping)
            Tgid:\t4711
            Pid:\t4712
            TracerPid:\t99
            Uid:\t1000\t1001\t1002\t1003
            NSpid:\t4712\t5
            VmSize:\t    5000 kB
            Seccomp:\t2
            cpu_Thread_features:\tshstk wrss
            """;

    @Test
    void reads_what_decides_about_a_thread() {
        TaskStatus status = TaskStatus.parse(SLEEPER);
        assertEquals("kv server", status.name());
        assertEquals('S', status.state());
        assertEquals("sleeping", status.stateText());
        assertEquals(4711, status.processId());
        assertEquals(99, status.tracerId());
        assertEquals(List.of(1000, 1001, 1002, 1003), status.userIds());
        assertEquals(List.of(4712, 5), status.namespaceIds());
        assertEquals(2, status.seccomp());
        assertTrue(status.shadowStack());
        assertTrue(status.userMemory());
        assertFalse(status.ended());
    }

    @Test
    void other_features_are_no_shadow_stack() {
        String text = SLEEPER.replace("shstk wrss", "wrss");
        assertFalse(TaskStatus.parse(text).shadowStack());
        String locked = text + "cpu_Thread_features_locked:\tshstk\n";
        assertFalse(TaskStatus.parse(locked).shadowStack());
    }

    @Test
    void a_zombie_has_ended() {
        String text = SLEEPER.replace("S (sleeping)", "Z (zombie)").replace("VmSize", "X");
        TaskStatus status = TaskStatus.parse(text);
        assertTrue(status.ended());
        assertFalse(status.userMemory());
    }

    @Test
    void older_kernels_tell_less() {
        TaskStatus status = TaskStatus.parse(SLEEPER.replace("NSpid", "x").replace("Seccomp", "y"));
        assertEquals(List.of(), status.namespaceIds());
        assertEquals(0, status.seccomp());
    }

    @Test
    void a_name_may_be_empty_and_may_not_be_mistaken_for_another_field() {
        assertEquals("", TaskStatus.parse(SLEEPER.replace("kv server", "")).name());
    }

    @Test
    void a_missing_field_is_named() {
        IllegalArgumentException e =
                assertThrows(
                        IllegalArgumentException.class,
                        () -> TaskStatus.parse(SLEEPER.replace("Tgid", "T")));
        assertTrue(e.getMessage().contains("Tgid"), e.getMessage());
    }
}
