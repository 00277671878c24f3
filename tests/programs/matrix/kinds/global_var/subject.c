/* SPDX-License-Identifier: Apache-2.0 */
/* A global variable, which has another value than in the file. */
#include "probe.h"

long global_var;

SETUP
{
    global_var = 7;
}

SUBJECT long reads_global_var(void)
{
    return global_var * 2;
}

PROBE(global_var, reads_global_var(), 14, 21)
