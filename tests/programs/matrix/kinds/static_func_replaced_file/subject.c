/* SPDX-License-Identifier: Apache-2.0 */
/* A static function of one of two files is itself replaced. */
#include "probe.h"

SUBJECT static long double_name(long x)
{
    return x + 1;
}

SUBJECT long calls_double_name(long x)
{
    return double_name(x);
}

long calls_other_double_name(long x);

PROBE(static_func_replaced_file, calls_double_name(10) + calls_other_double_name(0),
      11 + 2, 11 + 200)
