/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that may not lose a signal, get one twice, or get two in the wrong order.
 *
 * Receivers (running, asleep in a system call, waiting in sigwaitinfo) each get
 *   - numbered real-time signals from a sender; the numbers must come 0, 1, 2, ...;
 *   - except for the one in sigwaitinfo, the signal of a one-shot timer that the handler arms
 *     again: a lost one is the last one.
 *
 *   expect old|new   the state of the function under patch: "ok ...", "FAIL ..."
 *   progress         waits until every receiver has got 20 more of both: "ok N", N in all, or
 *                    "FAIL N out of order"
 *   finish           stops the sender, waits for all that it sent: "ok N" or "FAIL ..."
 */
#define _GNU_SOURCE /* pthread_sigqueue */
#include "../common/serve.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

enum { RUNNING, ASLEEP, WAITING, RECEIVERS };

#define NUMBERED (SIGRTMIN + 1)
#define TICK (SIGRTMIN + 2)

static struct receiver {
    pthread_t thread;
    timer_t timer;
    int sent;     /* written by the sender only */
    int received; /* written by the receiver only */
    int ticks;
    int ready;
} receivers[RECEIVERS];

static __thread struct receiver *self;
static int out_of_order;
static int stop, stopped;

SUBJECT const char *state(int detail)
{
    return detail ? "old in detail" : "old";
}

static void receive(int value)
{
    if (value != self->received)
        __atomic_add_fetch(&out_of_order, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&self->received, 1, __ATOMIC_RELEASE);
}

static void on_numbered(int signal, siginfo_t *info, void *context)
{
    (void)signal;
    (void)context;
    receive(info->si_value.sival_int);
}

static void arm(void)
{
    struct itimerspec time = { .it_value = { 0, 500000 } };

    timer_settime(self->timer, 0, &time, NULL);
}

static void on_tick(int signal, siginfo_t *info, void *context)
{
    int saved = errno;

    (void)signal;
    (void)context;
    if (info->si_code != SI_TIMER || info->si_value.sival_int != (int)(self - receivers))
        __atomic_add_fetch(&out_of_order, 1, __ATOMIC_RELAXED);
    __atomic_add_fetch(&self->ticks, 1, __ATOMIC_RELEASE);
    arm();
    errno = saved;
}

static void start_ticking(void)
{
    struct sigevent event = {
        .sigev_notify = SIGEV_THREAD_ID,
        .sigev_signo = TICK,
        .sigev_value = { .sival_int = (int)(self - receivers) },
    };

    event.sigev_notify_thread_id = syscall(SYS_gettid);
    if (timer_create(CLOCK_MONOTONIC, &event, &self->timer) != 0)
        exit(1);
    arm();
}

static void *run(void *arg)
{
    struct timespec hour = { 3600, 0 };

    self = arg;
    start_ticking();
    __atomic_store_n(&self->ready, 1, __ATOMIC_RELEASE);
    for (;;) {
        if (self == &receivers[ASLEEP])
            nanosleep(&hour, NULL);
        else
            state(0);
    }
    return NULL;
}

static void *wait_for(void *arg)
{
    sigset_t set;
    siginfo_t info;

    self = arg;
    sigemptyset(&set);
    sigaddset(&set, NUMBERED);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    __atomic_store_n(&self->ready, 1, __ATOMIC_RELEASE);
    for (;;)
        if (sigwaitinfo(&set, &info) == NUMBERED)
            receive(info.si_value.sival_int);
    return NULL;
}

/* A burst at a time, so that signals are queued, but never so many that the queue is full. */
static void *send_all(void *arg)
{
    (void)arg;
    while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
        for (struct receiver *r = receivers; r < receivers + RECEIVERS; r++) {
            while (r->sent - __atomic_load_n(&r->received, __ATOMIC_ACQUIRE) < 16) {
                union sigval value = { .sival_int = r->sent };

                if (pthread_sigqueue(r->thread, NUMBERED, value) != 0)
                    break; /* full all the same: later */
                __atomic_add_fetch(&r->sent, 1, __ATOMIC_RELEASE);
            }
        }
        usleep(2000);
    }
    __atomic_store_n(&stopped, 1, __ATOMIC_RELEASE);
    return NULL;
}

static void wait_until(int *counter, int value)
{
    while (__atomic_load_n(counter, __ATOMIC_ACQUIRE) < value)
        usleep(1000);
}

static void answer_sum(void)
{
    long sum = 0;

    for (struct receiver *r = receivers; r < receivers + RECEIVERS; r++)
        sum += r->received + r->ticks;
    if (out_of_order)
        printf("FAIL %d out of order\n", out_of_order);
    else
        printf("ok %ld\n", sum);
}

static void answer(const char *command)
{
    if (strcmp(command, "progress") == 0) {
        for (struct receiver *r = receivers; r < receivers + RECEIVERS; r++) {
            wait_until(&r->received, r->received + 20);
            if (r != &receivers[WAITING])
                wait_until(&r->ticks, r->ticks + 20);
        }
        answer_sum();
    } else if (strcmp(command, "finish") == 0) {
        __atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
        wait_until(&stopped, 1);
        for (struct receiver *r = receivers; r < receivers + RECEIVERS; r++)
            wait_until(&r->received, r->sent);
        answer_sum();
    } else if (!answer_expect(command, state(0))) {
        printf("FAIL unknown command\n");
    }
}

int main(void)
{
    struct sigaction numbered = { .sa_sigaction = on_numbered, .sa_flags = SA_SIGINFO };
    struct sigaction tick = { .sa_sigaction = on_tick, .sa_flags = SA_SIGINFO };
    pthread_t sender;

    sigaction(NUMBERED, &numbered, NULL);
    sigaction(TICK, &tick, NULL);
    for (int i = 0; i < RECEIVERS; i++) {
        struct receiver *r = &receivers[i];

        if (pthread_create(&r->thread, NULL, i == WAITING ? wait_for : run, r) != 0)
            return 1;
        wait_until(&r->ready, 1);
    }
    if (pthread_create(&sender, NULL, send_all, NULL) != 0)
        return 1;
    return serve(answer);
}
