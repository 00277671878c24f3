/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expect old|new: calls collect() in the main thread and in a fresh one (thread-local storage),
 * and compares what it found with what this program knows about itself.
 */
#include "../common/serve.h"
#include "relocs.h"

#include <pthread.h>
#include <stdlib.h>

long exe_variable = 11;
long exe_array[4] = { 1, 2, 3, 4 };
long exe_other = 12;
__thread int exe_tls = 13;
__thread int exe_tls_initial = 14;

SUBJECT long exe_function(long x)
{
    return x + 100;
}

long interposed(void)
{
    return 1;
}

SUBJECT void collect(struct findings *out)
{
    memset(out, 0, sizeof(*out));
}

static int last_count;

/* Returns the name of the first thing that is wrong, or NULL. */
static const char *verify(const struct findings *f)
{
    char expected[16];

    if (!f->is_new)
        return "is_new";
    for (int i = 0; i < STRINGS; i++) {
        snprintf(expected, sizeof(expected), "string %d%d%d", i / 16, i / 4 % 4, i % 4);
        if (strcmp(f->strings[i], expected) != 0)
            return "strings";
    }
#define CHECK(field, value) if (f->field != (value)) return #field
    CHECK(data_word, &exe_variable);
    CHECK(data_element, &exe_array[3]);
    CHECK(data_function, exe_function);
    CHECK(got_variable, &exe_other);
    CHECK(got_lib_variable, &lib_variable);
    CHECK(got_copied, &lib_copied);
    CHECK(plt_call, 101);
    CHECK(plt_lib_call, 201);
    CHECK(plt_interposed, 1);
    CHECK(tls_dynamic, &exe_tls);
    CHECK(tls_dynamic_lib, &lib_tls);
    CHECK(tls_initial, &exe_tls_initial);
    CHECK(tls_initial_lib, &lib_tls_initial);
    CHECK(ifunc, 4711);
    CHECK(length, 10);
    CHECK(weak_undefined, NULL);
    CHECK(weak_defined, 77);
    CHECK(version_one, 1);
    CHECK(version_two, 2);
    CHECK(initialised, 1234567890);
    CHECK(bss_nonzero, 0);
    CHECK(misaligned, 0);
    CHECK(fraction, 2355.5);
#undef CHECK
    if (memcmp(f->copy, "string 332", 10) != 0)
        return "copy";
    if (f->bss_count != 1 && f->bss_count != last_count + 1) /* 1: a newly loaded patch */
        return "bss_count";
    last_count = f->bss_count;
    return NULL;
}

/* Returns "old", "new" or the name of what is wrong. */
static void *look(void *arg)
{
    struct findings findings;
    const char *wrong;

    (void)arg;
    memset(&findings, 0, sizeof(findings));
    collect(&findings);
    if (!findings.is_new)
        return "old";
    wrong = verify(&findings);
    return wrong ? (void *)wrong : "new";
}

static void answer(const char *command)
{
    const char *here = look(NULL);
    void *there;
    pthread_t thread;

    if (pthread_create(&thread, NULL, look, NULL) != 0)
        exit(1);
    pthread_join(thread, &there);
    if (strcmp(here, there) != 0)
        printf("FAIL main thread: %s, other thread: %s\n", here, (char *)there);
    else if (!answer_expect(command, here))
        printf("FAIL unknown command\n");
}

int main(void)
{
    return serve(answer);
}
