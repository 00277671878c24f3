/* SPDX-License-Identifier: Apache-2.0 */
/* A global variable with protected visibility. */
#include "probe.h"

__attribute__((visibility("protected"))) long protected_value;

SETUP
{
    protected_value = 7;
}

SUBJECT long reads_protected_value(void)
{
    return protected_value;
}

PROBE(protected_var, reads_protected_value(), 7, 70)
