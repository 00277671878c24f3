/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread that has gone down deep and sleeps there.
 *
 *   down DEPTH         starts a thread that calls descend() DEPTH times over: "ok"
 *   up                 lets it return all the way: "ok SUM", the sum of 1..DEPTH while old, ten
 *                      times that once new
 *   expect old|new     the state of descend(), seen by a shallow call: "ok ...", "FAIL ..."
 *   expect-other old|new  the state of other(), which is never on the stack
 */
#include "../common/asleep.h"
#include "../common/serve.h"

#include <pthread.h>
#include <stdlib.h>
#include <sys/syscall.h>

static pthread_t thread;
static long long sum; /* what it came back with */
static int thread_id;
static int gate[2];

void at_the_bottom(int wait);

SUBJECT long long descend(long depth, int wait)
{
    if (depth == 0) {
        at_the_bottom(wait);
        return 0;
    }
    return depth + descend(depth - 1, wait);
}

SUBJECT const char *other(int detail)
{
    return detail ? "old in detail" : "old";
}

SUBJECT void at_the_bottom(int wait)
{
    char c;

    if (!wait)
        return;
    __atomic_store_n(&thread_id, syscall(SYS_gettid), __ATOMIC_RELEASE);
    (void)!read(gate[0], &c, 1);
}

static void *run(void *arg)
{
    sum = descend((long)arg, 1);
    return NULL;
}

static void down(long depth)
{
    pthread_attr_t attributes;
    int tid;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 1024 * 1024 + depth * 128);
    if (pthread_create(&thread, &attributes, run, (void *)depth) != 0) {
        printf("FAIL pthread_create\n");
        return;
    }
    while ((tid = __atomic_load_n(&thread_id, __ATOMIC_ACQUIRE)) == 0)
        usleep(1000);
    wait_until_asleep(tid);
    printf("ok\n");
}

static void up(void)
{
    (void)!write(gate[1], "", 1);
    pthread_join(thread, NULL);
    thread_id = 0;
    printf("ok %lld\n", sum);
}

static void answer(const char *command)
{
    char expect_other[300];

    if (strncmp(command, "down ", 5) == 0 && !thread_id) {
        down(atol(command + 5));
    } else if (strcmp(command, "up") == 0 && thread_id) {
        up();
    } else if (strncmp(command, "expect-other ", 13) == 0) {
        snprintf(expect_other, sizeof(expect_other), "expect %s", command + 13);
        answer_expect(expect_other, other(0));
    } else if (!answer_expect(command, descend(3, 0) == 6 ? "old" : "new")) {
        printf("FAIL unknown command\n");
    }
}

int main(void)
{
    return pipe(gate) < 0 ? 1 : serve(answer);
}
