// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

/** What a walk through a thread's frames has seen. */
final class StackWalk implements Unwinder.Frames {
    private final QuiescentCode code;
    private int frames;
    private int range;

    StackWalk(QuiescentCode code) {
        this.code = code;
    }

    void begin() {
        frames = 0;
        range = QuiescentCode.NONE;
    }

    @Override
    public boolean frame(long pc) {
        range = code.frame(pc);
        if (range != QuiescentCode.NONE) {
            return false;
        }
        frames++;
        return true;
    }

    /** The range that the last visited frame is in, or {@link QuiescentCode#NONE}. */
    int range() {
        return range;
    }

    /** Number of the last visited frame if it is in a range; the innermost is 0. */
    int frames() {
        return frames;
    }
}
