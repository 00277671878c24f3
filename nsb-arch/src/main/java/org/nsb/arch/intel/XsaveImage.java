// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch.intel;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A thread's floating-point and vector registers, from ptrace's form into that of a signal frame.
 *
 * <p>Both are images of XSAVE in the standard form (SDM volume 1, 13.4): 512 bytes of the older
 * FXSAVE, a header of 64 bytes, then one area per feature. In the register set NT_X86_XSTATE the
 * kernel keeps the mask of enabled features in bytes 464 to 471, which the CPU leaves to software.
 * In a signal frame the same bytes hold a {@code struct _fpx_sw_bytes} ({@code asm/sigcontext.h}),
 * and a second magic number follows the image:
 *
 * <pre>
 *   464  u32 magic1          FP_XSTATE_MAGIC1: "not only FXSAVE here"
 *   468  u32 extended_size   what precedes the image, image, magic2
 *   472  u64 xfeatures       the mask
 *   480  u32 xstate_size     image
 *   484  28 bytes, 0
 *   ...
 *   size u32 magic2          FP_XSTATE_MAGIC2
 * </pre>
 *
 * <p>The kernel accepts no image that is longer than the thread's own. The eight KiB of AMX tile
 * data at the end of it belong to a thread only once it has asked for them, but ptrace reports them
 * always; so they are cut off where they are in their initial state.
 */
public final class XsaveImage {
    /** Alignment of the image in memory in bytes (SDM volume 1, 13.7). */
    public static final int ALIGNMENT = 64;

    private static final int SOFTWARE_BYTES = 464;
    private static final int SOFTWARE_BYTES_END = 512;
    private static final int HEADER = 512;
    private static final int XSTATE_BV = HEADER;
    private static final int XCOMP_BV = HEADER + 8;
    private static final int AREAS = HEADER + 64;

    private static final int MAGIC1 = 0x46505853;
    private static final int MAGIC2 = 0x46505845;
    private static final int MAGIC2_LENGTH = 4;

    /** x87 and SSE: every CPU of this ABI has them. */
    private static final long X87_AND_SSE = 3;

    private static final long TILE_DATA = 1L << 18;

    /** Where the tile data start in the standard form, on all CPUs that have them. */
    private static final int TILE_DATA_OFFSET = 2816;

    private XsaveImage() {}

    /** The register set NT_X86_XSTATE of a thread that has x87 and SSE and has used neither. */
    public static byte[] blank() {
        byte[] state = new byte[AREAS];
        LittleEndian.of(state).putLong(SOFTWARE_BYTES, X87_AND_SSE);
        return state;
    }

    /**
     * The image as a signal frame holds it, magic numbers included.
     *
     * @param state content of the register set NT_X86_XSTATE
     * @param preceding bytes of the floating-point state that the frame holds before the image
     * @throws IllegalArgumentException if that is not what it is
     */
    public static byte[] forSignalFrame(byte[] state, int preceding) {
        check(state);
        ByteBuffer source = LittleEndian.of(state);
        long features = source.getLong(SOFTWARE_BYTES);
        int size = state.length;
        long used = source.getLong(XSTATE_BV);
        if (size > TILE_DATA_OFFSET && (features & ~used & TILE_DATA) != 0) {
            features &= ~TILE_DATA;
            size = TILE_DATA_OFFSET;
        }
        byte[] image = Arrays.copyOf(state, size + MAGIC2_LENGTH);
        Arrays.fill(image, SOFTWARE_BYTES, SOFTWARE_BYTES_END, (byte) 0);
        LittleEndian.of(image)
                .position(SOFTWARE_BYTES)
                .putInt(MAGIC1)
                .putInt(preceding + size + MAGIC2_LENGTH)
                .putLong(features)
                .putInt(size)
                .position(size)
                .putInt(MAGIC2);
        return image;
    }

    private static void check(byte[] state) {
        if (state.length < AREAS) {
            throw new IllegalArgumentException(
                    "extended state of " + state.length + " bytes; at least " + AREAS);
        }
        ByteBuffer view = LittleEndian.of(state);
        long features = view.getLong(SOFTWARE_BYTES);
        if ((features & X87_AND_SSE) != X87_AND_SSE) {
            throw new IllegalArgumentException(
                    "extended state without the kernel's feature mask: 0x"
                            + Long.toHexString(features));
        }
        if ((view.getLong(XSTATE_BV) & ~features) != 0 || view.getLong(XCOMP_BV) != 0) {
            throw new IllegalArgumentException("extended state is not in the standard form");
        }
    }
}
