/* SPDX-License-Identifier: Apache-2.0 */
/* A static function whose name is unique in the target. */
#include "probe.h"

SUBJECT static long only_one(long x)
{
    return x + 1;
}

SUBJECT long calls_only_one(long x)
{
    return only_one(x);
}

PROBE(static_func_unique, calls_only_one(10), 11, 22)
