// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import com.google.protobuf.Descriptors;
import com.google.protobuf.InvalidProtocolBufferException;
import org.nsb.vzpatch.proto.BinPatch;

/**
 * {@link Vzpatch} to and from the bytes of the section {@code vzpatch} ({@code vzpatch.proto}).
 *
 * <p>Encoding is deterministic: equal values give equal bytes. Decoding trusts nothing: whatever
 * the bytes are, the outcome is a value that keeps every promise of its records, or a {@link
 * VzpatchFormatException}, within time and memory proportional to {@link #MAX_BYTES}.
 */
public final class VzpatchCodec {
    /** The format version that is written, and the only major version that is read. */
    public static final int FORMAT_MAJOR = 1;

    /** Grows with every field that an older reader may ignore. */
    public static final int FORMAT_MINOR = 0;

    /** Greatest length of a section in bytes. */
    public static final int MAX_BYTES = 4 << 20;

    private VzpatchCodec() {}

    /**
     * The content of the section.
     *
     * @throws IllegalArgumentException if {@link #decode} would refuse it, or would not give the
     *     same value back
     */
    public static byte[] encode(Vzpatch vzpatch) {
        byte[] bytes = VzpatchWriter.message(vzpatch).toByteArray();
        try {
            if (!decode(bytes, "metadata").equals(vzpatch)) {
                throw new IllegalArgumentException("metadata does not survive its encoding");
            }
        } catch (VzpatchFormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        return bytes;
    }

    /**
     * Reads a section.
     *
     * @param section its whole content
     * @param source file, or process and address, that it came from; for messages
     * @throws VzpatchFormatException if it is damaged, incomplete, or of another major version
     */
    public static Vzpatch decode(byte[] section, String source) {
        if (section.length > MAX_BYTES) {
            throw new VzpatchFormatException(
                    source, "metadata of " + section.length + " bytes; the limit is " + MAX_BYTES);
        }
        BinPatch message = parse(section, source);
        checkVersion(message, source);
        checkComplete(message, source);
        return new VzpatchReader(message, source).read();
    }

    private static BinPatch parse(byte[] section, String source) {
        try {
            // partial: the version comes first, a newer one may have dropped a required field
            return BinPatch.parser().parsePartialFrom(section);
        } catch (InvalidProtocolBufferException e) {
            throw new VzpatchFormatException(source, "damaged metadata: " + e.getMessage());
        }
    }

    private static void checkVersion(BinPatch message, String source) {
        if (!message.hasFormatMajor()) {
            throw new VzpatchFormatException(source, "metadata lacks its format version");
        }
        int major = message.getFormatMajor();
        if (Integer.compareUnsigned(major, FORMAT_MAJOR) > 0) {
            throw new VzpatchFormatException(
                    source,
                    "made by a newer nsb (format "
                            + Integer.toUnsignedString(major)
                            + ".x); this one reads "
                            + FORMAT_MAJOR
                            + ".x");
        }
        if (major != FORMAT_MAJOR) {
            throw new VzpatchFormatException(source, "there is no format " + major + ".x");
        }
    }

    /** Names what is missing at the top only: a list of all could be longer than the section. */
    private static void checkComplete(BinPatch message, String source) {
        for (Descriptors.FieldDescriptor field : BinPatch.getDescriptor().getFields()) {
            if (field.isRequired() && !message.hasField(field)) {
                throw new VzpatchFormatException(source, "metadata lacks " + field.getName());
            }
        }
        if (!message.isInitialized()) {
            throw new VzpatchFormatException(source, "metadata with incomplete entries");
        }
    }
}
