// SPDX-License-Identifier: Apache-2.0
namespace shop
{
class Basket
{
public:
    long price(long each) const;

private:
    long items_;
};

long discount(long amount, long percent);

long Basket::price(long each) const { return discount(items_ * each, 10); }
} // namespace shop
