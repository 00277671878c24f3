// SPDX-License-Identifier: Apache-2.0

/**
 * The nsb command: one class for each verb, one place for exit codes.
 *
 * <p>A verb reads its arguments, calls {@code Generator} or {@code Patcher}, and prints a {@link
 * org.nsb.cli.report.Report}. It catches nothing: {@link org.nsb.cli.Failure} turns every exception
 * into a message and an {@link org.nsb.cli.ExitCode}.
 */
package org.nsb.cli;
