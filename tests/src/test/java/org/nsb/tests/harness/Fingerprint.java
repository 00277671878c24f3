// SPDX-License-Identifier: Apache-2.0
package org.nsb.tests.harness;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * All mappings of a process, with a digest of the content of those that are code. Equal before and
 * after: nothing of the code and nothing of the layout has changed.
 *
 * @param pid the process
 * @param mappings lines of {@code /proc/PID/maps}; behind those of code the SHA-256 of the content
 */
public record Fingerprint(long pid, List<String> mappings) {

    /** Takes it; the process need not be stopped. */
    public static Fingerprint of(long pid) {
        ProcessFiles files = new ProcessFiles(pid);
        List<String> mappings = new ArrayList<>();
        for (String line : files.maps()) {
            boolean code = line.contains(" r-xp ") && !line.endsWith("[vsyscall]");
            mappings.add(code ? line + " " + digest(files, line) : line);
        }
        return new Fingerprint(pid, List.copyOf(mappings));
    }

    /** Fails the test unless the process is as it was. */
    public void assertSame() {
        assertEquals(
                String.join("\n", mappings),
                String.join("\n", of(pid).mappings),
                "code and mappings of process " + pid);
    }

    private static String digest(ProcessFiles files, String line) {
        String[] range = line.substring(0, line.indexOf(' ')).split("-");
        long from = new BigInteger(range[0], 16).longValue();
        long to = new BigInteger(range[1], 16).longValue();
        try {
            byte[] content = files.read(from, Math.toIntExact(to - from));
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
