// SPDX-License-Identifier: Apache-2.0
package org.nsb.generator.manual;

import java.util.List;
import org.nsb.vzpatch.BindRelocation;
import org.nsb.vzpatch.PatchSymbol;
import org.nsb.vzpatch.Vzpatch.Placement;

/**
 * How the patch is tied to a process.
 *
 * @param symbols what the relocations refer to, by index
 */
record Binding(List<PatchSymbol> symbols, List<BindRelocation> relocations, Placement placement) {}
