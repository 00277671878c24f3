/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ASLEEP_H
#define ASLEEP_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* Returns once this thread of the program sleeps in the kernel. */
static inline void wait_until_asleep(int tid)
{
    char path[64], stat[256];

    snprintf(path, sizeof(path), "/proc/self/task/%d/stat", tid);
    for (;;) {
        FILE *file = fopen(path, "r");
        char *state = file && fgets(stat, sizeof(stat), file) ? strrchr(stat, ')') : NULL;

        if (file)
            fclose(file);
        if (state && state[2] == 'S')
            return;
        usleep(1000);
    }
}

#endif
