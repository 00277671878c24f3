/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process without a free page within 4 GiB of its executable. It has a function with room for
 * a near jump only, and one with room for any.
 *
 *   expect-small old|new, expect-large old|new    "ok ...", "FAIL ..."
 */
#include "../common/serve.h"

#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

#define REACH (4ULL << 30)
#define LARGEST (1ULL << 30)

/* One behind the other, as short as they are. */
SUBJECT __attribute__((naked)) int small(void)
{
    __asm__ volatile("xor %eax, %eax\n xor %edx, %edx\n xor %ecx, %ecx\n ret\n");
}

SUBJECT __attribute__((naked)) int neighbour(void)
{
    __asm__ volatile("mov $1, %eax\n ret\n");
}

SUBJECT const char *large(const char *prefix, long detail)
{
    static char text[64];

    if (detail) {
        snprintf(text, sizeof(text), "%s old in detail %ld", prefix, detail);
        return text;
    }
    return "old";
}

/* Halves the piece until it fits; a page that does not fit is taken already. */
static void fill(uintptr_t from, uintptr_t to)
{
    for (uintptr_t size = LARGEST; size >= 4096; size /= 2)
        for (uintptr_t at = (from + size - 1) / size * size; at + size <= to; at += size)
            mmap((void *)at, size, PROT_NONE,
                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
}

/* Only the gaps, as /proc/self/maps shows them, have to be filled. */
static void fill_around(uintptr_t here)
{
    FILE *maps = fopen("/proc/self/maps", "r");
    uintptr_t gaps[256][2], from, to, end = 0x10000;
    char line[512];
    int count = 0;

    if (!maps)
        exit(1);
    while (fgets(line, sizeof(line), maps) && count < 256) {
        if (sscanf(line, "%lx-%lx", &from, &to) != 2)
            exit(1);
        gaps[count][0] = end > here - REACH ? end : here - REACH;
        gaps[count][1] = from < here + REACH ? from : here + REACH;
        count += gaps[count][0] < gaps[count][1];
        end = to;
    }
    fclose(maps);
    for (int i = 0; i < count; i++)
        fill(gaps[i][0], gaps[i][1]);
}

static void answer(const char *command)
{
    const char *argument = strchr(command, ' ');
    char expect[300];

    snprintf(expect, sizeof(expect), "expect%s", argument ? argument : "");
    if (neighbour() != 1)
        printf("FAIL neighbour is damaged\n");
    else if (strncmp(command, "expect-small ", 13) == 0)
        answer_expect(expect, small() ? "new" : "old");
    else if (strncmp(command, "expect-large ", 13) == 0)
        answer_expect(expect, large("", 0));
    else
        printf("FAIL unknown command\n");
}

int main(void)
{
    free(malloc(1 << 16)); /* what stdio will want exists before the room is taken */
    fill_around((uintptr_t)main & ~4095UL);
    return serve(answer);
}
