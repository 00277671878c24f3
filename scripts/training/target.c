// SPDX-License-Identifier: Apache-2.0
// Is patched while the build records which classes nsb needs; see scripts/record-classes.
#include <stdio.h>
#include <sys/prctl.h>
#include <unistd.h>

__attribute__((noinline)) int answer(int question)
{
    int sum = 41;
    for (int i = 0; i < question; i++)
        sum += i * i;
    return sum;
}

int main(void)
{
    alarm(60); // whatever happens to the build
    // the build need not be root: nsb is no ancestor of this process, Yama asks for that
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    printf("%d\n", answer(0));
    fflush(stdout);
    for (;;)
        pause();
}
