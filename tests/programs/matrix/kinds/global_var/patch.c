/* SPDX-License-Identifier: Apache-2.0 */

extern long global_var;

long reads_global_var(void)
{
    return global_var * 3;
}
