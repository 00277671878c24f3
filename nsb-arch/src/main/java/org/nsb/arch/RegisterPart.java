// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/**
 * A register, or some bytes of it, as an instruction reads or writes it.
 *
 * @param register the whole register's name
 * @param mask one bit for each byte of it, bit 0 for the least significant one; registers that are
 *     only looked at as a whole have one bit
 */
public record RegisterPart(String register, int mask) {}
