/* SPDX-License-Identifier: Apache-2.0 */

long internal_detail(long x)
{
    return x + 100;
}
