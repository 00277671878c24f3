/* SPDX-License-Identifier: Apache-2.0 */
#include "leaf.h"

/* Uses a stack slot that has to be aligned to 16 bytes, as calls promise it is. */
double leaf_aligned(double x)
{
    double pair[2] __attribute__((aligned(16)));

    __asm__ volatile("movaps %%xmm0, %0" : "=m"(pair) : "x"(x));
    return x + 2;
}
