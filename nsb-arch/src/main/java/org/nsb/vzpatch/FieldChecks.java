// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.regex.Pattern;
import org.nsb.elf.BuildId;

/**
 * What a single field may contain, with the message for one that does not.
 *
 * <p>Texts end up in terminals and file names; so control characters, which could forge output, are
 * refused. (Protobuf's Java reader does not itself check that a string is UTF-8.)
 *
 * @param source where the metadata came from, for messages
 */
record FieldChecks(String source) {
    /** Bytes of the longest name: mangled C++ names grow long. */
    private static final int MAX_NAME = 1 << 16;

    private static final int MAX_TEXT = 1 << 20;
    private static final int MAX_BUILD_ID = 64;

    VzpatchFormatException bad(String problem) {
        return new VzpatchFormatException(source, "bad metadata: " + problem);
    }

    /** Refuses a list that is longer than any sensible patch's. */
    void count(String what, List<?> list, int most) {
        if (list.size() > most) {
            throw bad(list.size() + " " + what + "; the limit is " + most);
        }
    }

    /** A text of one line, not empty. */
    String name(String what, ByteString bytes) {
        String name = line(what, bytes);
        if (name.isEmpty()) {
            throw bad(what + " is empty");
        }
        return name;
    }

    /** A text of one line. */
    String line(String what, ByteString bytes) {
        return text(what, bytes, MAX_NAME, "");
    }

    /** A text of any number of lines. */
    String lines(String what, ByteString bytes) {
        return text(what, bytes, MAX_TEXT, "\n\t");
    }

    private String text(String what, ByteString bytes, int most, String allowedControls) {
        if (bytes.size() > most) {
            throw bad(what + " of " + bytes.size() + " bytes; the limit is " + most);
        }
        if (!bytes.isValidUtf8()) {
            throw bad(what + " is not UTF-8");
        }
        String text = bytes.toStringUtf8();
        if (text.chars().anyMatch(c -> isControl(c) && allowedControls.indexOf(c) < 0)) {
            throw bad(what + " contains control characters");
        }
        return text;
    }

    /** C0 and C1 controls, and the characters that change the direction of what follows. */
    private static boolean isControl(int c) {
        return Character.isISOControl(c)
                || (c >= 0x2028 && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069);
    }

    /** A text of one line that matches as a whole. */
    String matching(String what, ByteString bytes, Pattern pattern) {
        String text = line(what, bytes);
        if (!pattern.matcher(text).matches()) {
            throw bad(what + " '" + text + "' is not like " + pattern);
        }
        return text;
    }

    BuildId buildId(String what, ByteString bytes) {
        String hex = line(what, bytes);
        if (hex.length() > 2 * MAX_BUILD_ID) {
            throw bad(what + " of " + hex.length() + " digits");
        }
        try {
            return new BuildId(hex);
        } catch (IllegalArgumentException e) {
            throw bad(what + " is " + e.getMessage());
        }
    }

    Sha256 sha256(String what, ByteString bytes) {
        if (bytes.size() != Sha256.LENGTH) {
            throw bad(what + " has " + bytes.size() + " bytes instead of " + Sha256.LENGTH);
        }
        return new Sha256(bytes.toByteArray());
    }

    /** An address of a module that has {@code bits} of them. */
    long address(String what, long address, int bits) {
        if (bits < Long.SIZE && address >>> bits != 0) {
            throw bad(what + " " + hex(address) + " does not fit into " + bits + " bits");
        }
        return address;
    }

    /** Bytes from {@code address} on, which must not run over the end of the address space. */
    long size(String what, long address, long size, int bits) {
        if (size == 0) {
            return size;
        }
        long last = address + size - 1;
        if (Long.compareUnsigned(last, address) < 0 || (bits < Long.SIZE && last >>> bits != 0)) {
            throw bad(what + " at " + hex(address) + " with " + hex(size) + " bytes wraps around");
        }
        return size;
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
