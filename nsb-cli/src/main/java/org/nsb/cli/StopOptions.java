// SPDX-License-Identifier: Apache-2.0
package org.nsb.cli;

import java.time.Duration;
import org.nsb.patcher.commit.StopPolicy;
import picocli.CommandLine.Option;

/** How long to try to stop a process. */
final class StopOptions {
    @Option(
            names = "--timeout",
            defaultValue = "5s",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Give up after this time, for instance 500ms, 5s, 2m (default: 5s).")
    private Duration timeout;

    @Option(
            names = "--retries",
            defaultValue = "1000",
            paramLabel = "N",
            description = "Give up after this many further attempts (default: 1000).")
    private int retries;

    @Option(
            names = "--stop-budget",
            defaultValue = "10ms",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description =
                    "Let go of all threads if one has not stopped within this time"
                            + " (default: 10ms).")
    private Duration stopBudget;

    StopPolicy toStopPolicy() {
        return new StopPolicy(timeout, retries, stopBudget);
    }
}
