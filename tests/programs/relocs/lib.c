/* SPDX-License-Identifier: Apache-2.0 */
#include "relocs.h"

long lib_variable = 21;
long lib_copied = 22;
__thread int lib_tls = 23;
__thread int lib_tls_initial = 24;

long lib_function(long x)
{
    return x + 200;
}

long interposed(void)
{
    return 2;
}

__attribute__((weak)) long weak_in_lib(void)
{
    return 77;
}

long versioned_one(void);
long versioned_two(void);
__asm__(".symver versioned_one, versioned@ONE");
__asm__(".symver versioned_two, versioned@@TWO");

long versioned_one(void)
{
    return 1;
}

long versioned_two(void)
{
    return 2;
}
