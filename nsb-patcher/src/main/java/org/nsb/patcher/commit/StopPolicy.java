// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher.commit;

import java.time.Duration;

/**
 * How long and how often to try.
 *
 * @param timeout after which to give up
 * @param retries how often to try again after the first attempt
 * @param stopBudget how long one attempt may wait for the threads to stop
 */
public record StopPolicy(Duration timeout, int retries, Duration stopBudget) {}
