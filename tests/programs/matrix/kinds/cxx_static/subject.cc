// SPDX-License-Identifier: Apache-2.0
// C++: static functions and variables, whose mangled names differ between target and patch.
#include "probe.h"

namespace shop
{
static long rate;

SUBJECT static long tax(long amount) { return amount * rate / 100; }
SUBJECT static long tax(long amount, int) { return amount; }
SUBJECT long total(long amount) { return amount + tax(amount) + 0 * tax(amount, 0); }

SETUP { rate = 20; }
} // namespace shop

PROBE(cxx_static, shop::total(200), 240, 220)
