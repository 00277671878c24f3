/* SPDX-License-Identifier: Apache-2.0 */
#include "probe.h"

SUBJECT static long twin(long x)
{
    return x + 2;
}

SUBJECT long calls_other_twin(long x)
{
    return twin(x);
}
