/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_FILE("static_func_argument/subject.c")
VZP_STATIC_FUNC_REF(long, sibling, (long x), "static_func_argument/second.c")

long calls_sibling(long x)
{
    return sibling(x);
}
