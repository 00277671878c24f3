/* SPDX-License-Identifier: Apache-2.0 */
#include <nsb/vzp.h>

VZP_HIDDEN_VAR_REF(long, hidden_value)

long reads_hidden_value(void)
{
    return hidden_value * 10;
}
