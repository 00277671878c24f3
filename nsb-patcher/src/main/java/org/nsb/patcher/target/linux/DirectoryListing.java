// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

import java.nio.ByteBuffer;

/**
 * Reads those names in a directory of /proc that are numbers: processes or threads. Allocates
 * nothing after its construction.
 */
final class DirectoryListing {
    /** Offsets in {@code struct linux_dirent64} ({@code man 2 getdents64}). */
    private static final int RECORD_LENGTH = 16;

    private static final int NAME = 19;

    private final HostCalls host;
    private final NativeBuffer buffer = NativeBuffer.allocate(32 * 1024);

    DirectoryListing(HostCalls host) {
        this.host = host;
    }

    /**
     * Fills {@code into} in the order of the kernel.
     *
     * @param descriptor of the open directory
     * @return how many numbers there are, maybe more than fit; or a negative errno
     */
    int numbers(int descriptor, int[] into) {
        long rewound = host.rewind(descriptor);
        if (rewound < 0) {
            return (int) rewound;
        }
        int count = 0;
        while (true) {
            long size = host.directoryEntries(descriptor, buffer.address(), buffer.size());
            if (size <= 0) {
                return size < 0 ? (int) size : count;
            }
            count = collect((int) size, into, count);
        }
    }

    private int collect(int size, int[] into, int before) {
        ByteBuffer records = buffer.bytes();
        int count = before;
        int at = 0;
        while (at < size) {
            int number = numberAt(records, at + NAME);
            if (number > 0) {
                if (count < into.length) {
                    into[count] = number;
                }
                count++;
            }
            at += records.getShort(at + RECORD_LENGTH);
        }
        return count;
    }

    /** The decimal number that a name consists of; 0 if it is something else. */
    private static int numberAt(ByteBuffer records, int start) {
        int number = 0;
        for (int at = start; records.get(at) != 0; at++) {
            int digit = records.get(at) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
