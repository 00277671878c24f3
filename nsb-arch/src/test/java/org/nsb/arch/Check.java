// SPDX-License-Identifier: Apache-2.0
package org.nsb.arch;

/**
 * One rule that a port must keep.
 *
 * @param part the part of {@link Architecture} that it is about
 * @param rule what must hold
 * @param body throws if it does not
 */
record Check(String part, String rule, Runnable body) {

    String name() {
        return part + ": " + rule;
    }
}
