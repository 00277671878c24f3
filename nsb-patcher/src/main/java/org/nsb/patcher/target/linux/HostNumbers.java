// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux;

/**
 * Numbers of system calls of the machine that nsb itself runs on, for which not every C library in
 * use has a function.
 */
record HostNumbers(
        long kcmp,
        long gettid,
        long timerCreate,
        long timerSettime,
        long timerDelete,
        long memfdCreate) {
    /** {@code asm/unistd_64.h}. */
    private static final HostNumbers AMD64 = new HostNumbers(312, 186, 222, 223, 226, 319);

    /** {@code asm-generic/unistd.h}: all newer ports of Linux share one numbering. */
    private static final HostNumbers GENERIC = new HostNumbers(272, 178, 107, 110, 111, 279);

    static HostNumbers ofThisMachine() {
        return System.getProperty("os.arch").equals("amd64") ? AMD64 : GENERIC;
    }
}
