// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nsb.patcher.BusyException.BusyThread;
import org.nsb.patcher.target.TargetProcess;
import org.nsb.patcher.target.ThreadStatus;

/**
 * Why an attempt has to be given up: at most one finding for each thread. Noted inside the pause as
 * numbers, put into words after it.
 */
final class Findings {

    /** What a thread does that stands in the way. */
    enum Kind {
        NONE,
        /** Its program counter is in the range. */
        EXECUTES,
        /** Frame number {@code detail} returns into the range. */
        RETURNS,
        /** The word at address {@code detail} of its stack may be a return address. */
        MAY_RETURN,
        /** As before, and its stack could not be unwound beyond the code address {@code detail}. */
        NOT_UNWOUND,
        /** Its stack pointer {@code detail} is not in its own stack. */
        FOREIGN_STACK,
        /** Its stack at {@code detail} cannot be read. */
        UNREADABLE,
        /** Its code is of another architecture. */
        OTHER_CODE,
        /** It did not stop in time. */
        DID_NOT_STOP,
        /** The word at address {@code detail}, on no thread's stack, leads into the range. */
        MEMORY,
        /** There is more memory to be searched than fits into a pause. */
        TOO_MUCH_MEMORY,
        /** A register or a word of its stack, at {@code detail}, points into the range. */
        REFERENCES,
        /** The question asked while all threads stood still was not answered with yes. */
        NOT_PROVEN
    }

    private final Kind[] kinds;
    private final int[] ranges;
    private final long[] details;
    private int count;

    Findings(int capacity) {
        kinds = new Kind[capacity];
        ranges = new int[capacity];
        details = new long[capacity];
        clear();
    }

    void clear() {
        Arrays.fill(kinds, Kind.NONE);
        count = 0;
    }

    /** Notes what thread number {@code thread} does; an earlier note about it is replaced. */
    void note(int thread, Kind kind, int range, long detail) {
        if (kinds[thread] == Kind.NONE) {
            count++;
        }
        kinds[thread] = kind;
        ranges[thread] = range;
        details[thread] = detail;
    }

    int count() {
        return count;
    }

    Kind kind(int thread) {
        return kinds[thread];
    }

    /** Puts the findings into words. */
    List<BusyThread> describe(ThreadSet threads, QuiescentCode code, TargetProcess target) {
        List<BusyThread> busy = new ArrayList<>();
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] != Kind.NONE) {
                int tid = threads.tid(i);
                ThreadStatus status = target.threadStatus(tid).orElse(null);
                String name = status == null ? "" : status.name();
                busy.add(new BusyThread(tid, name, reason(i, code, status)));
            }
        }
        return busy;
    }

    private String reason(int i, QuiescentCode code, ThreadStatus status) {
        String name = ranges[i] == QuiescentCode.NONE ? "" : code.name(ranges[i]);
        String detail = "0x" + Long.toHexString(details[i]);
        return switch (kinds[i]) {
            case NONE -> "nothing";
            case EXECUTES -> "executes " + name;
            case RETURNS -> "will return into " + name + " (frame " + details[i] + ")";
            case MAY_RETURN -> "may return into " + name + " (stack word at " + detail + ")";
            case NOT_UNWOUND -> "may return into " + name + ": no unwind information at " + detail;
            case FOREIGN_STACK -> "runs on a stack that is not its own (" + detail + ")";
            case UNREADABLE -> "its stack cannot be read at " + detail;
            case OTHER_CODE -> "runs code of another architecture";
            case DID_NOT_STOP -> "does not stop: " + inState(status);
            case MEMORY ->
                    "a suspended context may return into " + name + " (word at " + detail + ")";
            case TOO_MUCH_MEMORY ->
                    "contexts may be suspended anywhere in its "
                            + (details[i] >> 20)
                            + " MiB of memory, too much to be searched";
            case REFERENCES -> "holds an address in " + name + " (" + detail + ")";
            case NOT_PROVEN -> "memory of the process refers to " + name;
        };
    }

    private static String inState(ThreadStatus status) {
        if (status == null) {
            return "it is ending";
        }
        String text = "state " + status.state() + " (" + status.stateText() + ")";
        return status.state() == 'D' ? text + ", perhaps in vfork" : text;
    }
}
