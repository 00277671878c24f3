// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.plan;

import org.nsb.arch.RelocationRule;

/**
 * A field of the image whose value only a call in the target tells. It is written after the image
 * has been mapped, before any function leads into it.
 *
 * @param address of the field
 * @param resolver function without arguments that returns an address
 * @param constant added to what it returns
 * @param rule how the value is stored
 */
public record LateField(long address, long resolver, long constant, RelocationRule rule) {}
