/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

SUBJECT static long sibling(long x)
{
    return x + 2;
}

SUBJECT long calls_other_sibling(long x)
{
    return sibling(x);
}
