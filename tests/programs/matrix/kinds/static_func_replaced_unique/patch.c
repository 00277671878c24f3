/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_KEEP static long single_name(long x)
{
    return x + 100;
}
