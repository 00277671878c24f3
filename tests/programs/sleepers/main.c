/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thread that sleeps where it is, or is not, in the way of a patch of slow().
 *
 *   enter HOW        starts the thread, returns when it sleeps: "ok"
 *       plain          in a system call below slow()
 *       deep           60 calls below slow()
 *       signal         in a signal handler that interrupted slow()
 *       altstack       the same, with the handler on a stack of its own
 *       stale          outside slow(), but with traces of earlier calls of it left on its stack
 *       outside        outside slow(), without traces
 *   leave            wakes the thread and waits for its end: "ok"
 *   expect old|new   the state of slow(): "ok ...", "FAIL ..."
 */
#include "../common/asleep.h"
#include "../common/serve.h"
#include "sleepers.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>

static const char *const ways[] = { "quick", "plain", "deep", "signal", "altstack", "stale",
                                    "outside" };

static pthread_t thread;
static int thread_id;
static int gate[2];

SUBJECT static void wait_at_gate(void)
{
    char c;

    __atomic_store_n(&thread_id, syscall(SYS_gettid), __ATOMIC_RELEASE);
    (void)!read(gate[0], &c, 1);
}

SUBJECT static void go_down(int calls)
{
    if (calls > 0)
        go_down(calls - 1);
    else
        wait_at_gate();
    __asm__ volatile("" ::: "memory"); /* no tail call */
}

static void on_signal(int signal)
{
    (void)signal;
    wait_at_gate();
}

SUBJECT static void be_interrupted(int flags)
{
    static char altstack[64 * 1024];
    stack_t stack = { .ss_sp = altstack, .ss_size = sizeof(altstack) };
    struct sigaction action = { .sa_handler = on_signal, .sa_flags = flags };

    sigaltstack(&stack, NULL);
    sigaction(SIGUSR1, &action, NULL);
    pthread_kill(pthread_self(), SIGUSR1);
    __asm__ volatile("" ::: "memory");
}

SUBJECT void block(int how)
{
    if (how == PLAIN)
        wait_at_gate();
    else if (how == DEEP)
        go_down(60);
    else if (how == SIGNAL)
        be_interrupted(0);
    else if (how == ALTSTACK)
        be_interrupted(SA_ONSTACK);
    __asm__ volatile("" ::: "memory");
}

SUBJECT const char *slow(int how)
{
    block(how);
    return "old";
}

/* The array covers the place where slow() had its frames, and is not written. */
SUBJECT static void sleep_over_traces(void)
{
    char cover[16384];

    __asm__ volatile("" : : "r"(cover) : "memory");
    wait_at_gate();
    __asm__ volatile("" : : "r"(cover) : "memory");
}

static void *run(void *arg)
{
    int how = (int)(long)arg;

    if (how == STALE) {
        slow(QUICK);
        sleep_over_traces();
    } else if (how == OUTSIDE) {
        wait_at_gate();
    } else {
        slow(how);
    }
    return NULL;
}

static void enter(const char *name)
{
    int tid;

    for (long how = PLAIN; how <= OUTSIDE; how++) {
        if (strcmp(ways[how], name) == 0 && !thread_id &&
            pthread_create(&thread, NULL, run, (void *)how) == 0) {
            while ((tid = __atomic_load_n(&thread_id, __ATOMIC_ACQUIRE)) == 0)
                usleep(1000);
            wait_until_asleep(tid);
            printf("ok\n");
            return;
        }
    }
    printf("FAIL cannot enter %s\n", name);
}

static void leave(void)
{
    (void)!write(gate[1], "", 1);
    pthread_join(thread, NULL);
    thread_id = 0;
    printf("ok\n");
}

static void answer(const char *command)
{
    if (strncmp(command, "enter ", 6) == 0)
        enter(command + 6);
    else if (strcmp(command, "leave") == 0 && thread_id)
        leave();
    else if (!answer_expect(command, slow(QUICK)))
        printf("FAIL unknown command\n");
}

int main(void)
{
    return pipe(gate) < 0 ? 1 : serve(answer);
}
