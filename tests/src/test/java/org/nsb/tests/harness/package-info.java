// SPDX-License-Identifier: Apache-2.0

/**
 * What live tests are written with: a {@link org.nsb.tests.harness.Workbench} for each test, on which C
 * programs are compiled, started as {@link org.nsb.tests.harness.Subject}s and patched by the real
 * {@link org.nsb.tests.harness.Nsb} command.
 *
 * <p>Every test runs once for each {@link org.nsb.tests.harness.TargetCpu}; where the machine cannot
 * compile or run programs for one, its tests are skipped, and the report says why.
 *
 * <p>Every command that a test runs is in the test's log on a line beginning {@code Execute:}, so that
 * a person can repeat it by hand. Nothing sleeps: one waits for a line or for an exit. When the test
 * ends, also by failing, all its processes have ended and, if it passed, its files are gone.
 */
package org.nsb.tests.harness;
