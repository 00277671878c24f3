/* SPDX-License-Identifier: Apache-2.0 */
/* Static variables with unique names, one of them an array. */
#include "probe.h"

static long only_var;
static short only_array[8];

SETUP
{
    only_var = 7;
    only_array[3] = 30;
}

SUBJECT long reads_only_var(int i)
{
    return only_var + only_array[i];
}

PROBE(static_var_unique, reads_only_var(3), 37, 37 * 2)
