/* SPDX-License-Identifier: Apache-2.0 */

int small(void)
{
    return 1;
}
