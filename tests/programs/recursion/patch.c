/* SPDX-License-Identifier: Apache-2.0 */
void at_the_bottom(int wait);

long long descend(long depth, int wait)
{
    if (depth == 0) {
        at_the_bottom(wait);
        return 0;
    }
    return depth * 10LL + descend(depth - 1, wait);
}
