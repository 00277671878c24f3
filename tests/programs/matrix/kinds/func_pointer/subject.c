/* SPDX-License-Identifier: Apache-2.0 */
/* A function that is only ever called through a pointer taken before the patch. */
#include "probe.h"

static long (*volatile pointer)(long);

SUBJECT long pointed_to(long x)
{
    return x - 1;
}

SETUP
{
    pointer = pointed_to;
}

PROBE(func_pointer, pointer(10), 9, 109)
