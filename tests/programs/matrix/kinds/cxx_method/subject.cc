// SPDX-License-Identifier: Apache-2.0
// C++: a member function and one of two overloads, both in a namespace.
#include "probe.h"

namespace shop
{
class Basket
{
public:
    explicit Basket(long items) : items_(items) {}
    long price(long each) const;

private:
    long items_;
};

SUBJECT long discount(long amount) { return amount - 1; }
SUBJECT long discount(long amount, long percent) { return amount * (100 - percent) / 100; }
SUBJECT long Basket::price(long each) const { return discount(items_ * each); }
} // namespace shop

PROBE(cxx_method, shop::Basket(4).price(50) + shop::discount(200, 10), 199 + 180, 180 + 180)
