/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_PROTECTED_FUNC_REF(long, protected_helper, (long x))

long calls_protected_helper(long x)
{
    return protected_helper(x) * 2;
}
