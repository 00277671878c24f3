/* SPDX-License-Identifier: Apache-2.0 */
/* A global function. */
#include "probe.h"

SUBJECT long global_func(long x)
{
    return x + 1;
}

PROBE(global_func, global_func(20), 21, 1021)
