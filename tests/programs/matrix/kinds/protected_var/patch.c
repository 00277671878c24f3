/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_PROTECTED_VAR_REF(long, protected_value)

long reads_protected_value(void)
{
    return protected_value * 10;
}
