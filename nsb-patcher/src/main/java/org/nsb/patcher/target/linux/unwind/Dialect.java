// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.target.linux.unwind;

/**
 * What libunwind's build for one architecture is called, and what its registers are. Its register
 * numbers are those of DWARF.
 *
 * @param library file name, with the version of the ABI that is used here
 * @param prefix of all function names
 * @param programCounter number of this register
 * @param stackPointer number of this register
 * @param framePointer number of this register
 */
record Dialect(
        String library, String prefix, int programCounter, int stackPointer, int framePointer) {}
