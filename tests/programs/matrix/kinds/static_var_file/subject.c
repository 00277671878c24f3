/* SPDX-License-Identifier: Apache-2.0 */
/* Two files have a static variable of one name; VZP_FILE tells which is meant. */
#include "probe.h"

static long twin_var;

SETUP
{
    twin_var = 1;
}

SUBJECT long reads_twin_var(void)
{
    return twin_var;
}

long reads_other_twin_var(void);

PROBE(static_var_file, reads_twin_var() + 10 * reads_other_twin_var(), 21, 22)
