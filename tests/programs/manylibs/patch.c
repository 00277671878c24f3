/* SPDX-License-Identifier: Apache-2.0 */
long function_7(long x);
long common(void);
extern long variable_40;

long subject(void)
{
    return function_7(1000) + variable_40 + common();
}
