// SPDX-License-Identifier: Apache-2.0
package org.nsb.patcher;

import java.util.List;

/** The answer to "can this patch be applied to this process, or is it?". */
public sealed interface CheckResult {

    /** It is applied. */
    record Applied(AppliedPatch patch) implements CheckResult {}

    /** It can be applied. */
    record Applicable(List<String> functions) implements CheckResult {}

    /** It cannot. */
    record NotApplicable(String reason) implements CheckResult {}

    /** It could, but threads are in the way at this moment; only a probe tells. */
    record Busy(List<BusyException.BusyThread> threads) implements CheckResult {}
}
