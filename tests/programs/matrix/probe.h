/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a kind of patch looks like to the program that is being patched: a call that must
 * return one of two known values, all the time, in every thread.
 */
#ifndef PROBE_H
#define PROBE_H

#ifdef __cplusplus
extern "C" {
#endif

struct probe {
    const char *kind; /* name of the directory under kinds/ */
    long (*call)(void);
    long old_result;
    long new_result;
    struct probe *next;
};

void probe_register(struct probe *probe);
struct probe *probe_first(void);

/* Defined by the executable, in every flavour. */
long main_callback(long x);

#ifdef __cplusplus
}
#endif

/*
 * A function that a patch replaces, calls or points to. It has to exist on its own and to
 * follow the calling convention, so the compiler must not look into it.
 */
#if defined(__clang__)
#define SUBJECT __attribute__((noinline, optnone))
#else
#define SUBJECT __attribute__((noipa))
#endif

/* Run-time values, which are in no file: a patch with a copy of its own would show. */
#define SETUP __attribute__((constructor)) static void setup(void)

#define PROBE(kind, expression, old_result, new_result)                               \
    static long probe_call(void)                                                      \
    {                                                                                 \
        return expression;                                                            \
    }                                                                                 \
    static struct probe probe = { #kind, probe_call, old_result, new_result, 0 };     \
    __attribute__((constructor)) static void probe_setup(void)                        \
    {                                                                                 \
        probe_register(&probe);                                                       \
    }

#endif
