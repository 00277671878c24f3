/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_FILE("static_func_file/second.c")
VZP_STATIC_FUNC_REF(long, twin, (long x))

long calls_twin(long x)
{
    return twin(x);
}
