/* SPDX-License-Identifier: Apache-2.0 */
/* A static function with a unique name is itself replaced. */
#include "probe.h"

SUBJECT static long single_name(long x)
{
    return x + 1;
}

PROBE(static_func_replaced_unique, single_name(10), 11, 110)
