/* SPDX-License-Identifier: Apache-2.0 */

extern long other_global_func(long x);

long lonely(long x)
{
    return other_global_func(x) + 1;
}
