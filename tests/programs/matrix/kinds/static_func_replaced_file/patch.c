/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_FILE("static_func_replaced_file/second.c")

VZP_KEEP static long double_name(long x)
{
    return x + 200;
}
