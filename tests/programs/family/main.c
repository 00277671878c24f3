/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A process that forks.
 *
 *   fork             forks a child: "child PID"
 *   expect ...       the parent's answer: "ok old" or the like
 *   child expect ... the child's answer
 */
#include "../common/serve.h"

#include <stdlib.h>
#include <sys/types.h>

static FILE *to_child;

SUBJECT const char *state(int detail)
{
    return detail ? "old in detail" : "old";
}

/* The child reads its commands from a pipe and answers on the common stdout; it ends with it. */
static void fork_child(void)
{
    char line[256];
    int ends[2];
    pid_t pid;

    if (pipe(ends) < 0)
        exit(1);
    pid = fork();
    if (pid < 0)
        exit(1);
    if (pid > 0) {
        close(ends[0]);
        to_child = fdopen(ends[1], "w");
        setvbuf(to_child, NULL, _IOLBF, 0);
        printf("child %d\n", (int)pid);
        return;
    }
    close(ends[1]);
    FILE *commands = fdopen(ends[0], "r");
    while (fgets(line, sizeof(line), commands)) {
        line[strcspn(line, "\n")] = '\0';
        if (!answer_expect(line, state(0)))
            printf("FAIL unknown command\n");
        fflush(stdout);
    }
    _exit(0);
}

static void answer(const char *command)
{
    if (strcmp(command, "fork") == 0 && !to_child)
        fork_child();
    else if (strncmp(command, "child ", 6) == 0 && to_child)
        fprintf(to_child, "%s\n", command + 6);
    else if (!answer_expect(command, state(0)))
        printf("FAIL unknown command\n");
}

int main(void)
{
    return serve(answer);
}
