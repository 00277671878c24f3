/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Functions shorter than a jump: crowded() with code right behind it, which cannot be patched,
 * and roomy() with padding behind it, which can.
 *
 *   expect-crowded old|new, expect-roomy old|new    "ok ...", "FAIL ..."; the neighbours must
 *                                                   be what they were
 */
#include "../common/serve.h"

long crowded(void), neighbour(void), roomy(void), distant(void);

static void answer(const char *command)
{
    const char *argument = strchr(command, ' ');
    char expect[300];

    snprintf(expect, sizeof(expect), "expect%s", argument ? argument : "");
    if (neighbour() != 1 || distant() != 1)
        printf("FAIL neighbours are damaged\n");
    else if (strncmp(command, "expect-crowded ", 15) == 0)
        answer_expect(expect, crowded() ? "new" : "old");
    else if (strncmp(command, "expect-roomy ", 13) == 0)
        answer_expect(expect, roomy() ? "new" : "old");
    else
        printf("FAIL unknown command\n");
}

int main(void)
{
    return serve(answer);
}
