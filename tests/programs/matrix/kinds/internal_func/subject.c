/* SPDX-License-Identifier: Apache-2.0 */
/* A global function with internal visibility. */
#include "probe.h"

__attribute__((visibility("internal"))) SUBJECT long internal_helper(long x)
{
    return x + 1;
}

SUBJECT long calls_internal_helper(long x)
{
    return internal_helper(x);
}

PROBE(internal_func, calls_internal_helper(10), 11, 22)
