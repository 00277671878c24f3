/* SPDX-License-Identifier: Apache-2.0 */
/* The target module: the last library of all. */
#include "../common/serve.h"

long function_0(long x);

SUBJECT long subject(void)
{
    return function_0(1);
}
