/* SPDX-License-Identifier: Apache-2.0 */
/* A global variable with hidden visibility. */
#include "probe.h"

__attribute__((visibility("hidden"))) long hidden_value;

SETUP
{
    hidden_value = 7;
}

SUBJECT long reads_hidden_value(void)
{
    return hidden_value;
}

PROBE(hidden_var, reads_hidden_value(), 7, 70)
