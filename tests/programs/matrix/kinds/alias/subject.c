/* SPDX-License-Identifier: Apache-2.0 */
/* Two functions, each with a static local variable of one name, are replaced at once. */
#include "probe.h"

SUBJECT long opens(long set)
{
    static long calls;

    if (set)
        calls = set;
    return calls;
}

SUBJECT long closes(long set)
{
    static long calls;

    if (set)
        calls = set;
    return calls;
}

SETUP
{
    opens(3);
    closes(4);
}

/* One of the two may be new while the other is still old: ask until they agree. */
static long both(void)
{
    long opened, closed;

    do {
        opened = opens(0);
        closed = closes(0);
    } while ((opened >= 1000) != (closed >= 1000));
    return opened * 10 + closed;
}

PROBE(alias, both(), 34, 10030 + 1004)
