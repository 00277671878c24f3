// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.util.ArrayList;
import java.util.List;
import org.nsb.patcher.TargetFailureException;

/**
 * Finds processes that share their memory with the target without being threads of it: children of
 * vfork, {@code clone(CLONE_VM)} ({@code man 2 kcmp}).
 */
final class AddressSpaceSharers {
    private static final int KCMP_VM = 1;

    private final HostCalls host;

    AddressSpaceSharers(HostCalls host) {
        this.host = host;
    }

    /**
     * @param witness a living thread of the process
     * @param pid the process
     * @param processes all processes
     */
    List<Integer> of(int witness, int pid, List<Integer> processes) {
        List<Integer> sharers = new ArrayList<>();
        for (int other : processes) {
            if (other != pid && shares(witness, other)) {
                sharers.add(other);
            }
        }
        return List.copyOf(sharers);
    }

    /**
     * EPERM cannot hide a sharer: whether a process may be examined is a property of its memory, so
     * with one that may not, the target could not have been opened either.
     */
    private boolean shares(int witness, int other) {
        long result =
                host.systemCall(HostNumbers.ofThisMachine().kcmp(), witness, other, KCMP_VM, 0, 0);
        if (result == -HostCalls.ENOSYS) {
            throw new TargetFailureException(
                    witness,
                    "this kernel has no kcmp, so nsb cannot find out whether another process shares"
                            + " the memory of process "
                            + witness);
        }
        return result == 0;
    }
}
