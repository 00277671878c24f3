/* SPDX-License-Identifier: Apache-2.0 */
/* A static local variable of the function that is replaced; others have that name too. */
#include "probe.h"

SUBJECT long counts(long set)
{
    static long local_value;

    if (set)
        local_value = set;
    return local_value;
}

SUBJECT long counts_too(long set)
{
    static long local_value;

    if (set)
        local_value = set;
    return local_value;
}

SETUP
{
    counts(5);
    counts_too(6);
}

PROBE(static_local, counts(0) * 10 + counts_too(0), 56, 506)
