// SPDX-License-Identifier: Apache-2.0

/**
 * What the verbs print: one record for each kind of result, as text and as JSON.
 *
 * <p>Reports are made of the values that generator and patcher return; they compute nothing.
 */
package org.nsb.cli.report;
