/* SPDX-License-Identifier: Apache-2.0 */
/* The file argument of the macro wins over VZP_FILE. */
#include "probe.h"

static long sibling_var;

SETUP
{
    sibling_var = 1;
}

SUBJECT long reads_sibling_var(void)
{
    return sibling_var;
}

long reads_other_sibling_var(void);

PROBE(static_var_argument, reads_sibling_var() + 10 * reads_other_sibling_var(), 21, 22)
