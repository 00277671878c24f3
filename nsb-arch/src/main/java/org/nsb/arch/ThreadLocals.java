// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/** Thread-local storage (ELF Handling For Thread-Local Storage, Drepper, section 3.4). */
public interface ThreadLocals {

    /**
     * Offset, to be added to the thread pointer, of a variable of the <em>executable</em>.
     *
     * @param symbolValue {@code st_value}: offset inside the TLS segment
     * @param segmentSize {@code p_memsz} of PT_TLS
     * @param segmentAddress {@code p_vaddr} of PT_TLS
     * @param segmentAlignment {@code p_align} of PT_TLS
     */
    long executableOffset(
            long symbolValue, long segmentSize, long segmentAddress, long segmentAlignment);
}
