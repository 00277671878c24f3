// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.nio.ByteBuffer;
import java.util.List;
import org.nsb.patcher.commit.CodeChange.TextWrite;
import org.nsb.patcher.target.ThreadControl;

/**
 * Writes the new bytes while all threads stand still: all of them, or none.
 *
 * <p>First all expected bytes are compared; nothing has been written if one differs. Then each
 * place is written and read back. If that fails, what was written is restored.
 */
final class CodeWriter implements StoppedAction {
    private final ThreadControl control;
    private final long[] addresses;
    private final ByteBuffer[] expected;
    private final ByteBuffer[] replacements;
    private final ByteBuffer found;
    private int failedAt = -1;
    private int errno;

    CodeWriter(ThreadControl control, List<TextWrite> writes) {
        this.control = control;
        int n = writes.size();
        addresses = new long[n];
        expected = new ByteBuffer[n];
        replacements = new ByteBuffer[n];
        int longest = 0;
        for (int i = 0; i < n; i++) {
            TextWrite write = writes.get(i);
            addresses[i] = write.address();
            expected[i] = direct(write.expected());
            replacements[i] = direct(write.replacement());
            longest = Math.max(longest, write.expected().length);
        }
        found = ByteBuffer.allocateDirect(longest);
    }

    private static ByteBuffer direct(byte[] bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).clear();
    }

    /** Address of the place where {@link #run} failed. */
    long failedAt() {
        return addresses[failedAt];
    }

    /** The error number of the operation that failed; 0 if bytes differed. */
    int errno() {
        return errno;
    }

    /** What was expected at {@link #failedAt}. */
    byte[] expectedThere() {
        byte[] bytes = new byte[expected[failedAt].capacity()];
        expected[failedAt].get(0, bytes);
        return bytes;
    }

    @Override
    public Outcome run() {
        for (int i = 0; i < addresses.length; i++) {
            if (!holds(i, expected[i])) {
                return errno == 0 ? Outcome.CHANGED : Outcome.FAILED;
            }
        }
        for (int i = 0; i < addresses.length; i++) {
            if (!write(i, replacements[i]) || !holds(i, replacements[i])) {
                return restore(i) ? Outcome.FAILED : Outcome.TORN;
            }
        }
        return Outcome.DONE;
    }

    private boolean restore(int last) {
        int reason = errno;
        boolean whole = true;
        for (int i = last; i >= 0; i--) {
            if (!write(i, expected[i]) || !holds(i, expected[i])) {
                whole = false;
            }
        }
        failedAt = last;
        errno = reason;
        return whole;
    }

    private boolean write(int i, ByteBuffer bytes) {
        int length = bytes.capacity();
        int result = control.write(addresses[i], bytes, length);
        return result == length || fail(i, result);
    }

    private boolean holds(int i, ByteBuffer bytes) {
        int length = bytes.capacity();
        int result = control.read(addresses[i], found, length);
        if (result != length) {
            return fail(i, result);
        }
        for (int k = 0; k < length; k++) {
            if (found.get(k) != bytes.get(k)) {
                return fail(i, 0);
            }
        }
        return true;
    }

    private boolean fail(int i, int result) {
        failedAt = i;
        errno = result < 0 ? -result : 0;
        return false;
    }
}
