/* SPDX-License-Identifier: Apache-2.0 */
#include "sleepers.h"

/* Sleeps as well: the same questions arise when the patch is to be taken out. */
const char *slow(int how)
{
    block(how);
    return "new";
}
