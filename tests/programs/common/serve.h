/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The protocol of the test programs: "ready PID" on stdout, then one line of answer for each
 * line of stdin. "quit" is answered "bye" and ends the program with exit code 0.
 */
#ifndef SERVE_H
#define SERVE_H

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/*
 * Something that a patch replaces or calls: it exists on its own and follows the calling
 * convention, whatever the optimisation level.
 */
#if defined(__clang__)
#define SUBJECT __attribute__((noinline, optnone))
#else
#define SUBJECT __attribute__((noipa))
#endif

/* Serves until "quit". answer() prints one line; it gets the command without its newline. */
static inline int serve(void (*answer)(const char *command))
{
    char line[256];

    setvbuf(stdout, NULL, _IOLBF, 0);
    printf("ready %d\n", (int)getpid());
    while (fgets(line, sizeof(line), stdin)) {
        line[strcspn(line, "\n")] = '\0';
        if (strcmp(line, "quit") == 0) {
            printf("bye\n");
            fflush(stdout);
            _exit(0); /* whatever the other threads are doing */
        }
        answer(line);
    }
    return 2; /* whoever started us is gone */
}

/* Answers "expect old" and "expect new", given what the function under patch says now. */
static inline int answer_expect(const char *command, const char *state)
{
    if (strncmp(command, "expect ", 7) != 0)
        return 0;
    if (strcmp(command + 7, state) == 0)
        printf("ok %s\n", state);
    else
        printf("FAIL is %s, expected %s\n", state, command + 7);
    return 1;
}

#endif
