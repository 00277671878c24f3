/* SPDX-License-Identifier: Apache-2.0 */
/* A function with hidden visibility is itself replaced. */
#include "probe.h"

__attribute__((visibility("hidden"))) SUBJECT long internal_detail(long x)
{
    return x + 1;
}

PROBE(hidden_func_replaced, internal_detail(10), 11, 110)
