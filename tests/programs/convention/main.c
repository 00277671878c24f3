/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Callers that know more about their callee than the calling convention says. From -O2, gcc sees
 * that leaf() leaves most registers alone and keeps values in them across the call (-fipa-ra),
 * and that it needs no aligned stack (-fipa-stack-alignment). That holds for global functions of
 * an executable too. A replacement that follows the calling convention breaks such callers, so
 * the patches of this program must be refused, or work.
 *
 *   expect old|new            state of leaf(): "ok ...", or "FAIL ..." with "corrupt" if its
 *                             caller has lost a register
 *   expect-aligned old|new    state of leaf_aligned(); a caller with a misaligned stack dies
 *
 * Unlike elsewhere, the functions here are left to the optimiser.
 */
#include "../common/serve.h"
#include "leaf.h"

static volatile long sink;
static volatile double fraction_sink;

__attribute__((noinline)) long leaf(long x)
{
    sink = x;
    return x + 1;
}

__attribute__((noinline)) double leaf_aligned(double x)
{
    fraction_sink = x;
    return x + 1;
}

__attribute__((noinline)) static long caller(long x, long factor, long offset)
{
    return leaf(x) * factor + offset;
}

__attribute__((noinline)) static double aligned_caller(double x)
{
    return leaf_aligned(x) * 2;
}

static void answer(const char *command)
{
    volatile long one = 1, three = 3, five = 5;
    volatile double half = 0.5;
    long result = caller(one, three, five);
    double fraction = aligned_caller(half);
    char expect[300];

    if (strncmp(command, "expect-aligned ", 15) == 0) {
        snprintf(expect, sizeof(expect), "expect %s", command + 15);
        answer_expect(expect, fraction == 3 ? "old" : fraction == 5 ? "new" : "corrupt");
    } else if (!answer_expect(command, result == 11 ? "old" : result == 14 ? "new" : "corrupt")) {
        printf("FAIL unknown command\n");
    }
}

int main(void)
{
    return serve(answer);
}
