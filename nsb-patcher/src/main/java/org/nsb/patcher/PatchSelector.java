// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import org.nsb.elf.BuildId;

/** How a user names a patch that is in a process; its file may be gone. */
public sealed interface PatchSelector {

    /** By the exact build-id, for instance from a file. */
    record ById(BuildId id) implements PatchSelector {}

    /**
     * By what the user typed: a name, a whole build-id or a unique prefix of one.
     *
     * @param text not empty
     */
    record ByText(String text) implements PatchSelector {}
}
