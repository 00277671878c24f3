/* SPDX-License-Identifier: Apache-2.0 */

long pointed_to(long x)
{
    return x + 99;
}
