/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

SUBJECT static long double_name(long x)
{
    return x + 2;
}

SUBJECT long calls_other_double_name(long x)
{
    return double_name(x);
}
