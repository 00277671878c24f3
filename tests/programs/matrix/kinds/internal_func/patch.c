/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_INTERNAL_FUNC_REF(long, internal_helper, (long x))

long calls_internal_helper(long x)
{
    return internal_helper(x) * 2;
}
