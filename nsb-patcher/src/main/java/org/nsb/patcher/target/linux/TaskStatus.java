// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.Arrays;
import java.util.List;

/**
 * What {@code /proc/PID/task/TID/status} says ({@code man 5 proc}).
 *
 * @param name of the thread
 * @param state one letter, for instance {@code S}
 * @param stateText the kernel's word for it, for instance {@code sleeping}
 * @param processId the process the thread belongs to
 * @param tracerId thread that traces it; 0 if none
 * @param userIds real, effective, saved and file-system user id
 * @param namespaceIds ids of the thread in nested pid namespaces, the outermost first; empty where
 *     the kernel does not tell
 * @param seccomp 0 none, 1 strict, 2 filter
 * @param shadowStack whether the kernel checks its return addresses
 * @param userMemory whether it has memory of its own; kernel threads and ended ones have none
 */
record TaskStatus(
        String name,
        char state,
        String stateText,
        int processId,
        int tracerId,
        List<Integer> userIds,
        List<Integer> namespaceIds,
        int seccomp,
        boolean shadowStack,
        boolean userMemory) {
    TaskStatus {
        userIds = List.copyOf(userIds);
        namespaceIds = List.copyOf(namespaceIds);
    }

    /** Whether it has ended and only waits for its parent to notice. */
    boolean ended() {
        return state == 'Z' || state == 'X';
    }

    /**
     * @throws IllegalArgumentException if a field is missing or no number
     */
    static TaskStatus parse(String text) {
        Fields fields = new Fields(text);
        return new TaskStatus(
                fields.text("Name"),
                fields.text("State").charAt(0),
                fields.text("State").substring(1).replaceAll("[() ]+", " ").strip(),
                fields.number("Tgid"),
                fields.number("TracerPid"),
                fields.numbers("Uid"),
                fields.numbers("NSpid"),
                fields.has("Seccomp") ? fields.number("Seccomp") : 0,
                fields.enabled("Thread_features", "shstk"),
                fields.has("VmSize"));
    }

    /** Lines of the form {@code Key:<tab>value}. */
    private record Fields(List<String> lines) {
        Fields(String text) {
            this(Arrays.asList(text.split("\n")));
        }

        boolean has(String key) {
            return lines.stream().anyMatch(line -> line.startsWith(key + ":"));
        }

        String text(String key) {
            String value =
                    lines.stream()
                            .filter(line -> line.startsWith(key + ":"))
                            .findFirst()
                            .map(line -> line.substring(key.length() + 1).strip())
                            .orElse("");
            if (value.isEmpty() && !key.equals("Name")) {
                throw new IllegalArgumentException("/proc/PID/status has no " + key);
            }
            return value;
        }

        int number(String key) {
            return Integer.parseInt(text(key));
        }

        List<Integer> numbers(String key) {
            if (!has(key)) {
                return List.of();
            }
            return Arrays.stream(text(key).split("\\s+")).map(Integer::valueOf).toList();
        }

        /** The key has the name of a CPU before {@code suffix}. */
        boolean enabled(String suffix, String feature) {
            return lines.stream()
                    .filter(
                            line ->
                                    line.substring(0, Math.max(0, line.indexOf(':')))
                                            .endsWith(suffix))
                    .anyMatch(line -> List.of(line.split("\\s+")).contains(feature));
        }
    }
}
