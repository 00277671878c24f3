/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_FILE("static_var_file/second.c")
VZP_STATIC_VAR_REF(long, twin_var)

long reads_twin_var(void)
{
    return twin_var;
}
