// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/**
 * Thread-local storage below the thread pointer: variant II (Drepper, "ELF Handling For
 * Thread-Local Storage", section 3).
 *
 * <p>The blocks lie <em>below</em> the thread pointer, that of the executable first. Its distance
 * is the smallest number of bytes into which the segment fits and which gives the segment's first
 * byte the alignment that its link-time address asks for:
 *
 * <pre>
 *   thread pointer - distance = p_vaddr  (modulo p_align),  distance >= p_memsz
 * </pre>
 *
 * <p>Link editors put {@code p_vaddr} on a multiple of {@code p_align} as a rule, and then this is
 * {@code p_memsz} rounded up. Where they do not, glibc's {@code _dl_determine_tlsoffset} keeps the
 * remainder ({@code l_tls_firstbyte_offset}), and LLVM's lld counts the same way when it computes
 * local-exec offsets.
 */
public final class ThreadLocalsBelowPointer implements ThreadLocals {

    @Override
    public long executableOffset(
            long symbolValue, long segmentSize, long segmentAddress, long segmentAlignment) {
        long alignment = segmentAlignment == 0 ? 1 : segmentAlignment;
        if (Long.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("p_align is not a power of two: " + alignment);
        }
        long gap = -(segmentAddress + segmentSize) & (alignment - 1);
        return symbolValue - (segmentSize + gap);
    }
}
