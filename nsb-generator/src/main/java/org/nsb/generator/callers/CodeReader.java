// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.callers;

/** Where the code of a target is read. */
@FunctionalInterface
public interface CodeReader {
    /**
     * @param address link-time address
     * @param size bytes
     * @return these bytes
     */
    byte[] read(long address, long size);
}
