/* SPDX-License-Identifier: Apache-2.0 */

long main_callback(long x);

long calls_back(long x)
{
    return main_callback(x) * 3;
}
