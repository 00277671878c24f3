/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

static long twin_var;

SETUP
{
    twin_var = 2;
}

SUBJECT long reads_other_twin_var(void)
{
    return twin_var;
}
