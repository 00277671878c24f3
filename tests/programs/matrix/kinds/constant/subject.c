/* SPDX-License-Identifier: Apache-2.0 */
/* Constants: numbers, strings, tables, floating point. */
#include "probe.h"

SUBJECT long constants(int i)
{
    static const int table[] = { 1, 2, 3, 4 };
    const char *text = "old text";

    return table[i] + text[i] + (long)(i * 1.5);
}

PROBE(constant, constants(2), 3 + 'd' + 3, 30 + 'w' + 5)
