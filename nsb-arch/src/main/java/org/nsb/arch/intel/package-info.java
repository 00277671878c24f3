// SPDX-License-Identifier: Apache-2.0

/**
 * What the 32-bit and the 64-bit port to one CPU share, because the CPU and the kernel's interface
 * to a 64-bit tracer are the same for both.
 *
 * <p>Nothing here asks which of the two it serves: what differs is a constructor's argument or an
 * abstract method.
 *
 * <pre>{@code
 * boolean free = new NopPadding().covers(ByteBuffer.wrap(new byte[] {(byte) 0xcc})); // true
 * }</pre>
 */
package org.nsb.arch.intel;
