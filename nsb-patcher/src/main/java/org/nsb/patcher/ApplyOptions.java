// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.Set;
import org.nsb.patcher.commit.StopPolicy;

/**
 * How to apply or revert.
 *
 * @param policy how long to try
 * @param allowActive functions that may be executing while they are replaced; only their first
 *     bytes must be free
 * @param dryRun whether to stop after planning
 */
public record ApplyOptions(StopPolicy policy, Set<String> allowActive, boolean dryRun) {
    public ApplyOptions {
        allowActive = Set.copyOf(allowActive);
    }
}
