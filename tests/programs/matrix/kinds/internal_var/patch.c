/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_INTERNAL_VAR_REF(long, internal_value)

long reads_internal_value(void)
{
    return internal_value * 10;
}
