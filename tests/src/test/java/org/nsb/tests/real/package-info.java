// SPDX-License-Identifier: Apache-2.0

/**
 * Tests that patch real programs, built from the distribution's source packages. They are tagged
 * {@code real} and are skipped where no source package can be had.
 */
package org.nsb.tests.real;
