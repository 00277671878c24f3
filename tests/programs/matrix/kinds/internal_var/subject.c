/* SPDX-License-Identifier: Apache-2.0 */
/* A global variable with internal visibility. */
#include "probe.h"

__attribute__((visibility("internal"))) long internal_value;

SETUP
{
    internal_value = 7;
}

SUBJECT long reads_internal_value(void)
{
    return internal_value;
}

PROBE(internal_var, reads_internal_value(), 7, 70)
