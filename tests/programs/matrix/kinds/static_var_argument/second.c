/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

static long sibling_var;

SETUP
{
    sibling_var = 2;
}

SUBJECT long reads_other_sibling_var(void)
{
    return sibling_var;
}
