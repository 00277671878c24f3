/* SPDX-License-Identifier: Apache-2.0 */
/*
 * floor PID ADDRESS: the least that anybody has to do to patch a function of a running process,
 * and how long it takes. The measure for our own pause.
 *
 * Seizes and interrupts all threads, reads the registers and 16 KiB of stack of each, writes 5
 * bytes at ADDRESS (hexadecimal; those that are there already), and lets go. It decides nothing,
 * finds nothing out and checks nothing.
 *
 * Prints "pause MICROSECONDS threads N": from the first PTRACE_INTERRUPT to the last
 * PTRACE_DETACH.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_THREADS 4096
#define STACK_BYTES (16 * 1024)
#define JUMP_BYTES 5

struct thread {
    pid_t id;
    int signal; /* that it was about to get when it stopped; goes back to it */
    int gone;
};

static struct thread threads[MAX_THREADS];
static int thread_count;
static char stack[STACK_BYTES];

static void fail(const char *what)
{
    fprintf(stderr, "floor: %s: %s\n", what, strerror(errno));
    exit(1); /* which detaches from everything */
}

static unsigned long stack_pointer(const struct user_regs_struct *registers)
{
#if defined(__x86_64__)
    return registers->rsp;
#elif defined(__i386__)
    return registers->esp;
#else
#error "name the stack pointer of this CPU"
#endif
}

static int is_known(pid_t id)
{
    for (int i = 0; i < thread_count; i++)
        if (threads[i].id == id)
            return 1;
    return 0;
}

/* Seizing stops nobody. Returns how many threads were new. */
static int seize_new_threads(pid_t pid)
{
    char path[64];
    struct dirent *entry;
    DIR *tasks;
    int found = 0;

    snprintf(path, sizeof(path), "/proc/%d/task", pid);
    tasks = opendir(path);
    if (!tasks)
        fail(path);
    while ((entry = readdir(tasks))) {
        pid_t id = atoi(entry->d_name);

        if (id == 0 || is_known(id))
            continue;
        if (ptrace(PTRACE_SEIZE, id, 0, 0) < 0) {
            if (errno == ESRCH)
                continue; /* it has ended meanwhile */
            fail("PTRACE_SEIZE");
        }
        if (thread_count == MAX_THREADS) {
            errno = E2BIG;
            fail("threads");
        }
        threads[thread_count++].id = id;
        found++;
    }
    closedir(tasks);
    return found;
}

static void await_stop(struct thread *thread)
{
    int status;

    if (waitpid(thread->id, &status, __WALL) < 0 || !WIFSTOPPED(status))
        thread->gone = 1;
    else if (status >> 16 != PTRACE_EVENT_STOP)
        thread->signal = WSTOPSIG(status);
}

static void read_state(pid_t pid, struct thread *thread)
{
    struct user_regs_struct registers;
    struct iovec here = { stack, sizeof(stack) };
    struct iovec there;

    if (ptrace(PTRACE_GETREGS, thread->id, 0, &registers) < 0)
        fail("PTRACE_GETREGS");
    there.iov_base = (void *)stack_pointer(&registers);
    there.iov_len = sizeof(stack);
    if (process_vm_readv(pid, &here, 1, &there, 1, 0) < 0) /* less, at the end of a stack */
        fail("process_vm_readv");
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e6 + time.tv_nsec / 1e3;
}

/* Everything that happens while threads are stopped. Returns how long it took, in us. */
static double stop_and_write(pid_t pid, int memory, off_t address, const char *bytes)
{
    double start = now();

    for (int i = 0; i < thread_count; i++)
        ptrace(PTRACE_INTERRUPT, threads[i].id, 0, 0);
    for (int i = 0; i < thread_count; i++)
        await_stop(&threads[i]);
    for (int i = 0; i < thread_count; i++)
        if (!threads[i].gone)
            read_state(pid, &threads[i]);
    if (pwrite(memory, bytes, JUMP_BYTES, address) != JUMP_BYTES)
        fail("write");
    for (int i = 0; i < thread_count; i++)
        ptrace(PTRACE_DETACH, threads[i].id, 0, (long)threads[i].signal);
    return now() - start;
}

int main(int argc, char **argv)
{
    char path[64], bytes[JUMP_BYTES];
    off_t address;
    int memory;
    pid_t pid;
    double pause;

    if (argc != 3) {
        fprintf(stderr, "usage: floor PID ADDRESS\n");
        return 2;
    }
    pid = atoi(argv[1]);
    address = strtoul(argv[2], NULL, 16);
    snprintf(path, sizeof(path), "/proc/%d/mem", pid);
    memory = open(path, O_RDWR | O_CLOEXEC);
    if (memory < 0 || pread(memory, bytes, JUMP_BYTES, address) != JUMP_BYTES)
        fail(path);
    while (seize_new_threads(pid) > 0)
        ;
    pause = stop_and_write(pid, memory, address, bytes);
    printf("pause %.1f threads %d\n", pause, thread_count);
    return 0;
}
