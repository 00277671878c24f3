/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A function that several patches replace, called all the time by two threads.
 *
 *   expect old|one|two|three   what state() says: "ok ...", "FAIL ..."
 *   calls                      waits for 1000 more calls by each thread: "ok", or "FAIL ..." if one
 *                              ever returned anything else than the four
 *   address                    where state() is: "address 0x..."
 */
#include "../common/serve.h"

#include <pthread.h>
#include <stdlib.h>

#define CALLERS 2

static unsigned long calls[CALLERS];
static unsigned long wrong;

/* Long enough for every kind of jump. */
SUBJECT const char *state(const char *prefix, long detail)
{
    static char text[64];

    if (detail) {
        snprintf(text, sizeof(text), "%s old in detail %ld", prefix, detail);
        return text;
    }
    return "old";
}

static void *call(void *arg)
{
    static const char *const known[] = { "old", "one", "two", "three" };
    long self = (long)arg;

    for (;;) {
        const char *says = state("", 0);
        int found = 0;

        for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
            found |= strcmp(says, known[i]) == 0;
        if (!found)
            __atomic_add_fetch(&wrong, 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&calls[self], 1, __ATOMIC_RELAXED);
        /* Leaves a core to others on a small machine. */
        if (calls[self] % 1000 == 0)
            usleep(1000);
    }
    return NULL;
}

static void answer_calls(void)
{
    for (int i = 0; i < CALLERS; i++) {
        unsigned long now = __atomic_load_n(&calls[i], __ATOMIC_RELAXED);

        while (__atomic_load_n(&calls[i], __ATOMIC_RELAXED) < now + 1000)
            usleep(1000);
    }
    if (wrong)
        printf("FAIL %lu wrong results\n", wrong);
    else
        printf("ok\n");
}

static void answer(const char *command)
{
    if (strcmp(command, "calls") == 0)
        answer_calls();
    else if (strcmp(command, "address") == 0)
        printf("address %p\n", (void *)state);
    else if (!answer_expect(command, state("", 0)))
        printf("FAIL unknown command\n");
}

int main(void)
{
    for (long i = 0; i < CALLERS; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, call, (void *)i) != 0)
            return 1;
    }
    return serve(answer);
}
