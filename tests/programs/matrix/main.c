/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The program that is being patched. Two threads call all probes, all the time; a result that
 * is neither the old nor the new one is a fault. Prints "ready PID", then obeys stdin:
 *
 *   expect KIND old|new   both threads call everything afresh: KIND must give the old or new
 *                         result, every other kind what was last expected of it (at first:
 *                         old). Answer: "ok KIND old|new", or "FAIL ..." with the reason.
 *   kinds                 Answer: "kinds NAME NAME ...".
 *   quit                  Answer: "bye"; on stderr the number of calls and of faults. Exit code 0
 *                         without faults.
 */
#include "probe.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 2
#define MAX_KINDS 64
#define ROUNDS 100 /* fresh rounds of each thread for one "expect" */

enum { OLD, NEW, NEITHER };

static const char *const names[] = { "old", "new", "neither" };

static struct probe *probes[MAX_KINDS];
static int probe_count;

/* The question put to the threads, and their answers. Guarded by lock. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t answered = PTHREAD_COND_INITIALIZER;
static unsigned long question;
static unsigned long answer[THREADS];
static char seen[THREADS][MAX_KINDS][NEITHER + 1];

static unsigned long calls[THREADS];
static unsigned long faults[THREADS];

long main_callback(long x)
{
    return x + 5;
}

static int judge(const struct probe *probe, long result)
{
    if (result == probe->old_result)
        return OLD;
    return result == probe->new_result ? NEW : NEITHER;
}

static void call_all(int self, char into[MAX_KINDS][NEITHER + 1])
{
    for (int i = 0; i < probe_count; i++) {
        long result = probes[i]->call();
        int verdict = judge(probes[i], result);

        into[i][verdict] = 1;
        calls[self]++;
        if (verdict == NEITHER && faults[self]++ == 0)
            fprintf(stderr, "thread %d: %s gave %ld\n", self, probes[i]->kind, result);
    }
}

static void *busy(void *arg)
{
    int self = (int)(long)arg;
    unsigned long known = 0;

    for (;;) {
        char results[MAX_KINDS][NEITHER + 1] = { { 0 } };
        unsigned long asked = __atomic_load_n(&question, __ATOMIC_ACQUIRE);

        for (int i = 0; i < (asked == known ? 1 : ROUNDS); i++)
            call_all(self, results);
        if (asked == known)
            continue;
        known = asked;
        pthread_mutex_lock(&lock);
        memcpy(seen[self], results, sizeof(results));
        answer[self] = asked;
        pthread_cond_signal(&answered);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

/* Returns when both threads have called everything after this call began. */
static void ask_threads(void)
{
    pthread_mutex_lock(&lock);
    __atomic_add_fetch(&question, 1, __ATOMIC_RELEASE);
    for (int i = 0; i < THREADS; i++)
        while (answer[i] != question)
            pthread_cond_wait(&answered, &lock);
    pthread_mutex_unlock(&lock);
}

static void expect(const char *kind, const char *state)
{
    static int expected[MAX_KINDS];
    int known = 0;

    for (int i = 0; i < probe_count; i++) {
        if (strcmp(probes[i]->kind, kind) == 0) {
            expected[i] = strcmp(state, "new") == 0 ? NEW : OLD;
            known = 1;
        }
    }
    if (!known) {
        printf("FAIL no such kind: %s\n", kind);
        return;
    }
    ask_threads();
    for (int self = 0; self < THREADS; self++) {
        for (int i = 0; i < probe_count; i++) {
            for (int verdict = OLD; verdict <= NEITHER; verdict++) {
                if (verdict != expected[i] && seen[self][i][verdict]) {
                    printf("FAIL thread %d: %s gave the %s result, expected %s\n", self,
                           probes[i]->kind, names[verdict], names[expected[i]]);
                    return;
                }
            }
        }
    }
    printf("ok %s %s\n", kind, state);
}

static int quit(void)
{
    unsigned long all_calls = 0, all_faults = 0;

    for (int i = 0; i < THREADS; i++) {
        all_calls += calls[i];
        all_faults += faults[i];
    }
    fprintf(stderr, "calls %lu faults %lu\n", all_calls, all_faults);
    printf("bye\n");
    return all_faults == 0 ? 0 : 1;
}

int main(void)
{
    char line[128], kind[64], state[8];

    setvbuf(stdout, NULL, _IOLBF, 0);
    for (struct probe *p = probe_first(); p && probe_count < MAX_KINDS; p = p->next)
        probes[probe_count++] = p;
    for (long i = 0; i < THREADS; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, busy, (void *)i) != 0)
            return 1;
    }
    printf("ready %d\n", (int)getpid());
    while (fgets(line, sizeof(line), stdin)) {
        if (sscanf(line, "expect %63s %7s", kind, state) == 2) {
            expect(kind, state);
        } else if (strcmp(line, "kinds\n") == 0) {
            printf("kinds");
            for (int i = 0; i < probe_count; i++)
                printf(" %s", probes[i]->kind);
            printf("\n");
        } else if (strcmp(line, "quit\n") == 0) {
            return quit();
        } else {
            printf("FAIL unknown command: %s", line);
        }
    }
    return 2; /* whoever started us is gone */
}
