/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Threads that keep known values in all vector, x87 and general registers while they run, and
 * while they sleep in a system call; any change is a fault.
 *
 *   expect old|new   the state of the function under patch: "ok ...", "FAIL ..."
 *   rounds           waits until every thread has verified 3 more rounds: "rounds N faults N"
 */
#include "../common/serve.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNNERS 2
#define SLEEPERS 2
#define THREADS (RUNNERS + SLEEPERS)

/* What the mode has. Offsets are used by the assembly. */
struct registers {
    uint64_t vector[16][4]; /*   0: ymm0-15; ymm0-7 */
    uint64_t general[8];    /* 512: rbx, r8, r9, r10, r12, r13, r14, r15; ebx, ecx, edx */
    uint64_t x87[2];        /* 576: two doubles */
    uint32_t mxcsr;         /* 592 */
    uint16_t x87_control;   /* 596 */
};

static unsigned long rounds[THREADS];
static unsigned long faults[THREADS];

SUBJECT const char *state(void)
{
    return "old";
}

#define LOAD_YMM(n) "vmovdqu " #n "*32(%[in]), %%ymm" #n "\n"
#define STORE_YMM(n) "vmovdqu %%ymm" #n ", " #n "*32(%[out])\n"
#define LOAD_XMM(n) "movdqu " #n "*32(%[in]), %%xmm" #n "\n"
#define STORE_XMM(n) "movdqu %%xmm" #n ", " #n "*32(%[out])\n"

#ifdef __x86_64__
#define VECTORS 16
#define EACH(op) op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) op(11) \
    op(12) op(13) op(14) op(15)
#define CLOBBERED                                                                             \
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10",  \
        "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "rbx", "r8", "r9", "r10", "r11", "r12",  \
        "r13", "r14", "r15", "rax", "rcx", "st", "st(1)", "memory", "cc"

#define LOAD_GENERAL                                                                          \
    "ldmxcsr 592(%[in])\n fldcw 596(%[in])\n fldl 584(%[in])\n fldl 576(%[in])\n"             \
    "mov 512(%[in]), %%rbx\n mov 520(%[in]), %%r8\n mov 528(%[in]), %%r9\n"                   \
    "mov 536(%[in]), %%r10\n mov 544(%[in]), %%r12\n mov 552(%[in]), %%r13\n"                 \
    "mov 560(%[in]), %%r14\n mov 568(%[in]), %%r15\n"
#define STORE_GENERAL                                                                         \
    "stmxcsr 592(%[out])\n fnstcw 596(%[out])\n fstpl 576(%[out])\n fstpl 584(%[out])\n"      \
    "mov %%rbx, 512(%[out])\n mov %%r8, 520(%[out])\n mov %%r9, 528(%[out])\n"                \
    "mov %%r10, 536(%[out])\n mov %%r12, 544(%[out])\n mov %%r13, 552(%[out])\n"              \
    "mov %%r14, 560(%[out])\n mov %%r15, 568(%[out])\n"

/* r11 counts down: the registers live in a loop that makes no call. */
#define RUN "mov $3000000, %%r11\n 1: dec %%r11\n jnz 1b\n"
/* clock_nanosleep(CLOCK_MONOTONIC, 0, time, 0), again if a signal or a tracer ended it. */
#define SLEEP                                                                                 \
    "2: mov $230, %%eax\n push %%r10\n push %%rdi\n push %%rsi\n"                             \
    "mov %[time], %%rdx\n mov $1, %%edi\n xor %%esi, %%esi\n xor %%r10d, %%r10d\n syscall\n"  \
    "pop %%rsi\n pop %%rdi\n pop %%r10\n cmp $-4, %%rax\n je 2b\n"

/* The stack below sp belongs to the compiler (red zone), and %rsi, %rdi hold the pointers. */
#define HOLD(load, what, store)                                                               \
    __asm__ volatile("sub $256, %%rsp\n" EACH(load) LOAD_GENERAL what EACH(store)             \
                     STORE_GENERAL "add $256, %%rsp\n"                                        \
                     :                                                                        \
                     : [in] "S"(in), [out] "D"(out), [time] "d"(time)                         \
                     : CLOBBERED)

#else /* 32 bits */
#define VECTORS 8
#define EACH(op) op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7)
#define CLOBBERED                                                                             \
    "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "ecx", "edx",       \
        "st", "st(1)", "memory", "cc"

/* ebx may be the compiler's: it is put aside. */
#define LOAD_GENERAL                                                                          \
    "push %%ebx\n"                                                                            \
    "ldmxcsr 592(%[in])\n fldcw 596(%[in])\n fldl 584(%[in])\n fldl 576(%[in])\n"             \
    "mov 512(%[in]), %%ebx\n mov 520(%[in]), %%ecx\n mov 528(%[in]), %%edx\n"
#define STORE_GENERAL                                                                         \
    "stmxcsr 592(%[out])\n fnstcw 596(%[out])\n fstpl 576(%[out])\n fstpl 584(%[out])\n"      \
    "mov %%ebx, 512(%[out])\n mov %%ecx, 520(%[out])\n mov %%edx, 528(%[out])\n"              \
    "pop %%ebx\n"

#define RUN "mov $3000000, %%eax\n 1: dec %%eax\n jnz 1b\n"
/* nanosleep(time, 0), again if a signal or a tracer ended it; time comes in eax. */
#define SLEEP                                                                                 \
    "push %%ebx\n push %%ecx\n push %%edx\n"                                                  \
    "2: mov $162, %%eax\n mov 16(%%esp), %%ebx\n xor %%ecx, %%ecx\n"                          \
    "int $0x80\n cmp $-4, %%eax\n je 2b\n pop %%edx\n pop %%ecx\n pop %%ebx\n"

#define HOLD(load, what, store)                                                               \
    __asm__ volatile("push %%eax\n" EACH(load) LOAD_GENERAL what EACH(store) STORE_GENERAL    \
                     "pop %%eax\n"                                                            \
                     : "+a"(time)                                                             \
                     : [in] "S"(in), [out] "D"(out)                                           \
                     : CLOBBERED)
#endif

__attribute__((target("avx"))) static void hold_ymm(const struct registers *in,
                                                     struct registers *out, int sleep,
                                                     const struct timespec *time)
{
    if (sleep)
        HOLD(LOAD_YMM, SLEEP, STORE_YMM);
    else
        HOLD(LOAD_YMM, RUN, STORE_YMM);
    __asm__ volatile("vzeroupper");
}

__attribute__((target("sse2"))) static void hold_xmm(const struct registers *in,
                                                      struct registers *out, int sleep,
                                                      const struct timespec *time)
{
    if (sleep)
        HOLD(LOAD_XMM, SLEEP, STORE_XMM);
    else
        HOLD(LOAD_XMM, RUN, STORE_XMM);
}

/* Values that tell thread, register and round. Bits of mxcsr and x87_control: rounding modes. */
static void choose(struct registers *r, int self, uint64_t round)
{
    double x87[2] = { self + 0.5, (double)round };

    for (int i = 0; i < VECTORS; i++)
        for (int j = 0; j < 4; j++)
            r->vector[i][j] = round << 32 | (uint64_t)(self << 16 | i << 8 | j);
    for (int i = 0; i < 8; i++)
        r->general[i] = ~round << 32 | (uint64_t)(self << 8 | i);
    memcpy(r->x87, x87, sizeof(x87));
    r->mxcsr = 0x1f80 | (self & 3) << 13;
    r->x87_control = 0x037f | (self & 3) << 10;
}

static void *keep_busy(void *arg)
{
    static const struct timespec time = { 0, 20000000 };
    int self = (int)(long)arg;
    int avx = __builtin_cpu_supports("avx");
    struct registers in, out, plain;

    memset(&in, 0, sizeof(in));
    memset(&plain, 0, sizeof(plain));
    plain.mxcsr = 0x1f80;
    plain.x87_control = 0x037f;
    for (uint64_t round = 1;; round++) {
        choose(&in, self, round);
        out = in;
        for (int i = 0; i < VECTORS; i++)
            memset(out.vector[i], 0, avx ? 32 : 16);
        (avx ? hold_ymm : hold_xmm)(&in, &out, self >= RUNNERS, &time);
        __asm__ volatile("ldmxcsr %0\n fldcw %1" : : "m"(plain.mxcsr), "m"(plain.x87_control));
        if (memcmp(&in, &out, sizeof(in)) != 0)
            __atomic_add_fetch(&faults[self], 1, __ATOMIC_RELAXED);
        __atomic_add_fetch(&rounds[self], 1, __ATOMIC_RELAXED);
        if (self < RUNNERS)
            usleep(1000); /* leaves something of a small machine to the test */
    }
    return NULL;
}

static void answer_rounds(void)
{
    unsigned long all = 0, bad = 0;

    for (int i = 0; i < THREADS; i++) {
        unsigned long now = __atomic_load_n(&rounds[i], __ATOMIC_RELAXED);

        while (__atomic_load_n(&rounds[i], __ATOMIC_RELAXED) < now + 3)
            usleep(1000);
    }
    for (int i = 0; i < THREADS; i++) {
        all += __atomic_load_n(&rounds[i], __ATOMIC_RELAXED);
        bad += __atomic_load_n(&faults[i], __ATOMIC_RELAXED);
    }
    printf("rounds %lu faults %lu\n", all, bad);
}

static void answer(const char *command)
{
    if (strcmp(command, "rounds") == 0)
        answer_rounds();
    else if (!answer_expect(command, state()))
        printf("FAIL unknown command\n");
}

int main(void)
{
    for (long i = 0; i < THREADS; i++) {
        pthread_t thread;

        if (pthread_create(&thread, NULL, keep_busy, (void *)i) != 0)
            return 1;
    }
    return serve(answer);
}
