/* SPDX-License-Identifier: Apache-2.0 */
/*
 * threads N: a process with N threads (3 or more). The main thread serves stdin, one spins on
 * the clock and notes its longest interruption, the others sleep in various system calls.
 *
 *   reset            forgets the longest gap: "ok"
 *   gap              the longest gap since then: "gap NANOSECONDS"
 *   expect old|new   the state of the function under patch: "ok ...", "FAIL ..."
 *   address          where that function is: "address 0x..."
 */
#include "../common/serve.h"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>

static long long longest;
static int wanted_reset;
static int asleep;

/* Nothing ever arrives here. */
static int fds[2];
static int epoll;

SUBJECT const char *state(int detail)
{
    static const char *const names[] = { "old", "old in detail" };

    return names[detail != 0];
}

static long long now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static void *spin(void *arg)
{
    long long before = now();

    (void)arg;
    for (;;) {
        long long after = now();

        if (__atomic_load_n(&wanted_reset, __ATOMIC_ACQUIRE)) {
            __atomic_store_n(&longest, 0, __ATOMIC_RELAXED);
            __atomic_store_n(&wanted_reset, 0, __ATOMIC_RELEASE);
        } else if (after - before > __atomic_load_n(&longest, __ATOMIC_RELAXED)) {
            __atomic_store_n(&longest, after - before, __ATOMIC_RELAXED);
        }
        before = after;
    }
    return NULL;
}

/* Sleeps forever; how, depends on the thread's number. */
static void *sleep_somehow(void *arg)
{
    static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
    static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
    struct timespec hour = { 3600, 0 };
    struct epoll_event event;
    sigset_t set;
    char c;

    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    __atomic_add_fetch(&asleep, 1, __ATOMIC_RELEASE);
    for (;;) {
        struct pollfd poll_fd = { .fd = fds[0], .events = POLLIN };

        switch ((long)arg % 7) {
        case 0:
            pthread_mutex_lock(&mutex);
            pthread_cond_wait(&never, &mutex);
            pthread_mutex_unlock(&mutex);
            break;
        case 1:
            nanosleep(&hour, NULL);
            break;
        case 2:
            (void)!read(fds[0], &c, 1);
            break;
        case 3:
            poll(&poll_fd, 1, -1);
            break;
        case 4:
            epoll_wait(epoll, &event, 1, -1);
            break;
        case 5:
            sigwaitinfo(&set, NULL);
            break;
        case 6:
            pause();
            break;
        }
    }
    return NULL;
}

static void answer(const char *command)
{
    if (strcmp(command, "reset") == 0) {
        __atomic_store_n(&wanted_reset, 1, __ATOMIC_RELEASE);
        while (__atomic_load_n(&wanted_reset, __ATOMIC_ACQUIRE))
            usleep(100);
        printf("ok\n");
    } else if (strcmp(command, "gap") == 0) {
        printf("gap %lld\n", __atomic_load_n(&longest, __ATOMIC_RELAXED));
    } else if (strcmp(command, "address") == 0) {
        printf("address %p\n", (void *)state);
    } else if (!answer_expect(command, state(0))) {
        printf("FAIL unknown command\n");
    }
}

static void start(void *(*run)(void *), void *arg)
{
    pthread_attr_t attributes;
    pthread_t thread;

    pthread_attr_init(&attributes);
    pthread_attr_setstacksize(&attributes, 256 * 1024);
    if (pthread_create(&thread, &attributes, run, arg) != 0) {
        perror("pthread_create");
        exit(1);
    }
}

int main(int argc, char **argv)
{
    int count = argc > 1 ? atoi(argv[1]) : 3;
    sigset_t set;

    sigemptyset(&set);
    epoll = epoll_create1(0);
    if (epoll < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, fds) < 0)
        return 1;
    sigaddset(&set, SIGUSR1); /* for those in sigwaitinfo() */
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    for (long i = 0; i < count - 2; i++)
        start(sleep_somehow, (void *)i);
    while (__atomic_load_n(&asleep, __ATOMIC_ACQUIRE) < count - 2)
        usleep(1000);
    start(spin, NULL);
    return serve(answer);
}
