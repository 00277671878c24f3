// SPDX-License-Identifier: Apache-2.0
package org.nsb.elf;

/**
 * A relocation for {@link ElfBuilder}.
 *
 * @param section holds the place that is changed
 * @param offset of the place in that section
 * @param type the CPU's number
 * @param symbol empty for none
 */
public record TestRelocation(String section, long offset, int type, String symbol, long addend) {
    public static TestRelocation of(
            String section, long offset, int type, String symbol, long addend) {
        return new TestRelocation(section, offset, type, symbol, addend);
    }
}
