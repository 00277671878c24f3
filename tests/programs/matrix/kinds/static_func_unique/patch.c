/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_STATIC_FUNC_REF(long, only_one, (long x))

long calls_only_one(long x)
{
    return only_one(x) * 2;
}
