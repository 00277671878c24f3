/* SPDX-License-Identifier: Apache-2.0 */

long roomy(void)
{
    return 100;
}
