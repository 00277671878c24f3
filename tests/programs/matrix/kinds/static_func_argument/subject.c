/* SPDX-License-Identifier: Apache-2.0 */
/* The file argument of the macro wins over VZP_FILE. */
#include "probe.h"

SUBJECT static long sibling(long x)
{
    return x + 1;
}

SUBJECT long calls_sibling(long x)
{
    return sibling(x);
}

long calls_other_sibling(long x);

PROBE(static_func_argument, calls_sibling(10) + calls_other_sibling(0), 11 + 2, 12 + 2)
