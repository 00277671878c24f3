// SPDX-License-Identifier: Apache-2.0
/** The command line: one class per verb, one place for exit codes and messages. */
package org.nsb.cli;
