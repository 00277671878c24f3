/* SPDX-License-Identifier: Apache-2.0 */
/* The address of a global variable, in code and in initialised data. */
#include "probe.h"

long variable_one, variable_two;

SETUP
{
    variable_one = 3;
    variable_two = 4;
}

SUBJECT long *where(void)
{
    return &variable_one;
}

/* The address has to be the one that the target itself uses. */
static long look(void)
{
    long *place = where();

    return place == &variable_one || place == &variable_two ? *place : -1;
}

PROBE(global_var_address, look(), 3, 4)
