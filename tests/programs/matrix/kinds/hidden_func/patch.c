/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_HIDDEN_FUNC_REF(long, hidden_helper, (long x))

long calls_hidden_helper(long x)
{
    return hidden_helper(x) * 2;
}
