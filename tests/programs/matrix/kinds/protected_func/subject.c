/* SPDX-License-Identifier: Apache-2.0 */
/* A global function with protected visibility. */
#include "probe.h"

__attribute__((visibility("protected"))) SUBJECT long protected_helper(long x)
{
    return x + 1;
}

SUBJECT long calls_protected_helper(long x)
{
    return protected_helper(x);
}

PROBE(protected_func, calls_protected_helper(10), 11, 22)
