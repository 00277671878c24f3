// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.time.Instant;
import java.util.List;
import org.nsb.elf.BuildId;
import org.nsb.patcher.target.RemoteAddress;

/**
 * A patch that nsb finds in a process.
 *
 * @param id build-id of the patch
 * @param name the patch's own name
 * @param description free text; may be empty
 * @param phase how far it is
 * @param sequence position in the order of application, from 1
 * @param targetId build-id of the target module
 * @param targetPath path of the target module as the process had it mapped
 * @param address of its first mapping
 * @param size bytes of address space
 * @param stagedAt when it was brought in
 * @param functions what it replaces
 */
public record AppliedPatch(
        BuildId id,
        String name,
        String description,
        Phase phase,
        long sequence,
        BuildId targetId,
        String targetPath,
        RemoteAddress address,
        long size,
        Instant stagedAt,
        List<Function> functions) {
    public AppliedPatch {
        functions = List.copyOf(functions);
    }

    /**
     * A replaced function.
     *
     * @param name of the old function
     * @param from address of the old function
     * @param to address of the new function
     * @param active whether the old function leads here now: a later patch of the same function
     *     takes precedence
     */
    public record Function(String name, RemoteAddress from, RemoteAddress to, boolean active) {}

    /** How far a patch is. */
    public enum Phase {
        /** Mapped; no function leads into it. */
        STAGED,
        /** Its jumps were being written when somebody last looked or died. */
        COMMITTING,
        /** In effect. */
        APPLIED,
        /** Its jumps were being taken out when somebody last looked or died. */
        REVERTING,
        /** Out of effect; still mapped because something may point into it. */
        REVERTED
    }
}
