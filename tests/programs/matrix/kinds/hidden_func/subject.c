/* SPDX-License-Identifier: Apache-2.0 */
/* A global function with hidden visibility. */
#include "probe.h"

__attribute__((visibility("hidden"))) SUBJECT long hidden_helper(long x)
{
    return x + 1;
}

SUBJECT long calls_hidden_helper(long x)
{
    return hidden_helper(x);
}

PROBE(hidden_func, calls_hidden_helper(10), 11, 22)
