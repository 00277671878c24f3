/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_STATIC_VAR_REF(long, only_var)
VZP_STATIC_VAR_REF(short[8], only_array)

long reads_only_var(int i)
{
    return (only_var + only_array[i]) * 2;
}
