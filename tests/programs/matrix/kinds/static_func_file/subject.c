/* SPDX-License-Identifier: Apache-2.0 */
/* Two files have a static function of one name; VZP_FILE tells which is meant. */
#include "probe.h"

SUBJECT static long twin(long x)
{
    return x + 1;
}

SUBJECT long calls_twin(long x)
{
    return twin(x);
}

long calls_other_twin(long x);

PROBE(static_func_file, calls_twin(10) + calls_other_twin(0), 11 + 2, 12 + 2)
