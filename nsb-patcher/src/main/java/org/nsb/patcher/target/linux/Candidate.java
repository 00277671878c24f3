// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.nsb.arch.Registers.Interruption;
import org.nsb.arch.SystemCalls;

/**
 * A thread that could make calls for nsb, seen before anything is stopped.
 *
 * @param tid the thread
 * @param status what /proc says about it
 * @param expected what a stop will probably interrupt
 */
record Candidate(int tid, TaskStatus status, Interruption expected) {
    /** More threads are not looked at: one good one is enough. */
    private static final int MOST = 256;

    /** Not those that have ended, cannot be interrupted (also in vfork), or are parked or idle. */
    private static final String STATES_TO_AVOID = "ZXxDIPW";

    boolean filtered() {
        return status.seccomp() != 0;
    }

    /** Whether trying to stop it makes sense. */
    boolean canStop() {
        return STATES_TO_AVOID.indexOf(status.state()) < 0;
    }

    /**
     * A thread that sleeps in a call which the kernel restarts comes before one that works: neither
     * sees anything of a stop, but only the second one loses time by it.
     */
    private int order() {
        return expected == Interruption.RESTARTABLE ? -1 : expected.ordinal();
    }

    /** All threads that could be found out about, best first: unfiltered, then least disturbed. */
    static List<Candidate> of(TaskFiles tasks, SystemCalls systemCalls) {
        List<Candidate> found = new ArrayList<>();
        for (int tid : tasks.threads()) {
            if (found.size() == MOST) {
                break;
            }
            Optional<TaskStatus> status = tasks.status(tid);
            if (status.isPresent()) {
                Interruption expected = foresee(tasks.systemCall(tid), systemCalls);
                found.add(new Candidate(tid, status.get(), expected));
            }
        }
        found.sort(Comparator.comparing(Candidate::filtered).thenComparing(Candidate::order));
        return found;
    }

    private static Interruption foresee(Optional<String> systemCall, SystemCalls systemCalls) {
        String first = systemCall.map(line -> line.strip().split(" ")[0]).orElse("");
        if (first.equals("running")) {
            return Interruption.USER_MODE;
        }
        try {
            long number = Long.parseLong(first);
            return number < 0 ? Interruption.USER_MODE : systemCalls.asleepIn(number);
        } catch (NumberFormatException e) {
            return Interruption.RESTARTABLE; // the kernel does not tell
        }
    }
}
