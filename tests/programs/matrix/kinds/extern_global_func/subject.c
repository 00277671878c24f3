/* SPDX-License-Identifier: Apache-2.0 */
/* The new function calls a global function that the old one did not call. */
#include "probe.h"

SUBJECT long other_global_func(long x)
{
    return x * 10;
}

SUBJECT long lonely(long x)
{
    return x ^ 1;
}

PROBE(extern_global_func, lonely(6) + other_global_func(0), 7, 61)
