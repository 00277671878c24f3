/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_STATIC_SYM_ALIAS(closes_calls, calls)

long opens(long set)
{
    VZP_STATIC_VAR_REF(long, calls)

    if (set)
        calls = set;
    return calls + 1000;
}

long closes(long set)
{
    VZP_STATIC_VAR_REF(long, closes_calls)

    if (set)
        closes_calls = set;
    return closes_calls + 1000;
}
