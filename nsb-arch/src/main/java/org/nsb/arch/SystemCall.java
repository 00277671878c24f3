// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

import java.util.Arrays;
import java.util.List;

/**
 * A system call for a thread of the target, ready for its registers.
 *
 * @param name as in {@code man 2 syscalls}, for messages
 * @param number in the target's own ABI
 * @param arguments at most six, in the order of the kernel
 */
public record SystemCall(String name, long number, List<Long> arguments) {
    public SystemCall {
        arguments = List.copyOf(arguments);
    }

    /** A call with these arguments. */
    public static SystemCall of(String name, long number, long... arguments) {
        return new SystemCall(name, number, Arrays.stream(arguments).boxed().toList());
    }
}
