/* SPDX-License-Identifier: Apache-2.0 */

long crowded(void)
{
    return 100;
}
