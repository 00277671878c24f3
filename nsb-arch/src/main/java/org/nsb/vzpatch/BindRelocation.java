// SPDX-License-Identifier: Apache-2.0
package org.nsb.vzpatch;

import java.util.OptionalInt;

/**
 * One field of the patch that gets its value when the patch is bound to a process.
 *
 * @param place link-time address of the field in the patch
 * @param type relocation type of the architecture ({@code r_info})
 * @param symbol index into {@link Vzpatch#symbols()}, absent where the type needs none
 * @param addend explicit addend; implicit ones were read out of the field by the generator
 */
public record BindRelocation(long place, int type, OptionalInt symbol, long addend) {}
