/* SPDX-License-Identifier: Apache-2.0 */
/* A function that calls back into the executable, before and after. */
#include "probe.h"

SUBJECT long calls_back(long x)
{
    return main_callback(x) * 2;
}

PROBE(callback, calls_back(10), 30, 45)
