/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

long counts(long set)
{
    VZP_STATIC_VAR_REF(long, local_value)

    if (set)
        local_value = set;
    return local_value * 10;
}
