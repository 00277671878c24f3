/* SPDX-License-Identifier: Apache-2.0 */

long global_func(long x)
{
    return x + 1001;
}
