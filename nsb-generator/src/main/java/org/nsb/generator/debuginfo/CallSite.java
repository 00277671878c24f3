// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.debuginfo;

import java.util.Optional;

/**
 * A call, as the compiler of the caller describes it.
 *
 * @param returnAddress link-time address of the instruction behind the call or jump
 * @param tail whether it is a jump
 * @param prototype of the function that is called; absent if the compiler does not know which one
 *     is, or not what arguments it takes
 */
public record CallSite(long returnAddress, boolean tail, Optional<Type.Function> prototype) {}
