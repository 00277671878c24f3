// SPDX-License-Identifier: Apache-2.0
#include <nsb/vzp.h>

namespace shop
{
VZP_FILE("cxx_static/subject.cc")
VZP_STATIC_FUNC_REF(long, tax, (long amount))
VZP_STATIC_VAR_REF(long, rate)

long total(long amount) { return amount + tax(amount) * 10 / rate; }
} // namespace shop
