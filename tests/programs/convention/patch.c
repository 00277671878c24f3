/* SPDX-License-Identifier: Apache-2.0 */
#include "leaf.h"

/* Overwrites every register that the calling convention lets it overwrite. */
long leaf(long x)
{
    __asm__ volatile("mov $-1, %%rcx\n mov %%rcx, %%rdx\n mov %%rcx, %%rsi\n mov %%rcx, %%r8\n"
                     "mov %%rcx, %%r9\n mov %%rcx, %%r10\n mov %%rcx, %%r11\n"
                     :
                     :
                     : "rcx", "rdx", "rsi", "r8", "r9", "r10", "r11", "cc");
    return x + 2;
}
