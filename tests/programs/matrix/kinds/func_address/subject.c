/* SPDX-License-Identifier: Apache-2.0 */
/* The new function hands out the address of a function of the target. */
#include "probe.h"

SUBJECT long first_choice(long x)
{
    return x + 1;
}

SUBJECT long second_choice(long x)
{
    return x + 2;
}

SUBJECT long (*choose(void))(long)
{
    return first_choice;
}

/* The address has to be the one that the target itself uses. */
static long call_chosen(void)
{
    long (*chosen)(long) = choose();

    return chosen == first_choice || chosen == second_choice ? chosen(10) : -1;
}

PROBE(func_address, call_chosen(), 11, 12)
