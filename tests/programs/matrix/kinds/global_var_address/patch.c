/* SPDX-License-Identifier: Apache-2.0 */

extern long variable_one, variable_two;

static long *const places[] = { &variable_one, &variable_two };

long *where(void)
{
    volatile int second = 1;

    return places[second] == &variable_two ? places[second] : 0;
}
