/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_FILE("static_var_argument/subject.c");
VZP_STATIC_VAR_REF(long, sibling_var, "static_var_argument/second.c");

long reads_sibling_var(void)
{
    return sibling_var;
}
