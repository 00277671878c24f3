// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nsb.patcher.target.MemoryMap;

/** The fake's calls are numbered in the order of {@code Interruption}. */
class CandidateTest {
    private final Map<Integer, TaskStatus> statuses = new LinkedHashMap<>();
    private final Map<Integer, String> calls = new LinkedHashMap<>();

    private final TaskFiles tasks =
            new TaskFiles() {
                @Override
                public List<Integer> threads() {
                    return List.copyOf(calls.keySet());
                }

                @Override
                public Optional<TaskStatus> status(int tid) {
                    return Optional.ofNullable(statuses.get(tid));
                }

                @Override
                public Optional<String> systemCall(int tid) {
                    return Optional.of(calls.get(tid));
                }

                @Override
                public MemoryMap memoryMap() {
                    throw new AssertionError("not needed");
                }
            };

    private void thread(int tid, char state, int seccomp, String call) {
        List<Integer> users = List.of(0, 0, 0, 0);
        statuses.put(
                tid, new TaskStatus("t", state, "", 1, 0, users, List.of(), seccomp, false, true));
        calls.put(tid, call);
    }

    private List<Integer> order() {
        return Candidate.of(tasks, new FakeArchitecture().systemCalls()).stream()
                .map(Candidate::tid)
                .toList();
    }

    @Test
    void sleepers_that_are_not_disturbed_come_first_and_those_that_fail_last() {
        thread(1, 'S', 0, "3 0x0");
        thread(2, 'S', 0, "2 0x0");
        thread(3, 'R', 0, "running");
        thread(4, 'S', 0, "1 0x0");
        assertEquals(List.of(4, 3, 2, 1), order());
    }

    @Test
    void threads_whose_calls_are_filtered_come_after_all_others() {
        thread(1, 'S', 2, "1 0x0");
        thread(2, 'S', 0, "3 0x0");
        assertEquals(List.of(2, 1), order());
    }

    @Test
    void a_thread_that_has_ended_meanwhile_is_none() {
        thread(1, 'S', 0, "1 0x0");
        statuses.remove(1);
        assertEquals(List.of(), order());
    }

    @Test
    void threads_that_cannot_be_interrupted_are_recognised() {
        for (char state : "DZX".toCharArray()) {
            thread(state, state, 0, "1 0x0");
        }
        for (Candidate candidate : Candidate.of(tasks, new FakeArchitecture().systemCalls())) {
            assertFalse(candidate.canStop(), "state " + candidate.status().state());
        }
    }
}
