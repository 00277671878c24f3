// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.state;

import java.util.Arrays;
import java.util.List;
import org.nsb.vzpatch.CodeRange;

/**
 * One function jump of a patch, by addresses of the process.
 *
 * @param address of the jump's first byte
 * @param pristine the program's own bytes there, never those of another patch
 * @param jump what nsb writes; as many bytes
 * @param function address of the old function
 * @param name of the old function
 * @param ranges all code of the old function
 */
public record AppliedJump(
        long address,
        byte[] pristine,
        byte[] jump,
        long function,
        String name,
        List<CodeRange> ranges) {
    public AppliedJump {
        ranges = List.copyOf(ranges);
        if (jump.length == 0 || jump.length != pristine.length) {
            throw new IllegalArgumentException(
                    "a jump of "
                            + jump.length
                            + " bytes cannot replace "
                            + pristine.length
                            + " bytes");
        }
    }

    /** Bytes that the jump covers. */
    public int length() {
        return jump.length;
    }

    /** Whether the jump covers any byte of a range. */
    public boolean overlaps(long start, long size) {
        return Long.compareUnsigned(address, start + size) < 0
                && Long.compareUnsigned(start, address + length()) < 0;
    }

    /** Writes the bytes of {@code from}, which belong to this jump, over those of {@code text}. */
    void overlay(byte[] from, long textAddress, byte[] text) {
        for (int i = 0; i < from.length; i++) {
            long at = address + i - textAddress;
            if (at >= 0 && at < text.length) {
                text[(int) at] = from[i];
            }
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof AppliedJump that
                && address == that.address
                && function == that.function
                && name.equals(that.name)
                && ranges.equals(that.ranges)
                && Arrays.equals(pristine, that.pristine)
                && Arrays.equals(jump, that.jump);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(address) * 31 + Arrays.hashCode(jump);
    }
}
