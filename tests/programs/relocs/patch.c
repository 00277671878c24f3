/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of relocation that a shared object compiled with -fPIC can have on x86. */
#include "relocs.h"

#include <stdint.h>
#include <string.h>

#define S4(a) "string " a "0", "string " a "1", "string " a "2", "string " a "3"
#define S16(a) S4(a "0"), S4(a "1"), S4(a "2"), S4(a "3")

static const char *const strings[STRINGS] = { S16("0"), S16("1"), S16("2"), S16("3") };

static long *const data_word = &exe_variable;
static long *const data_element = &exe_array[3];
static long (*const data_function)(long) = exe_function;

extern __thread int exe_tls_initial __attribute__((tls_model("initial-exec")));
extern __thread int lib_tls_initial __attribute__((tls_model("initial-exec")));

extern int nobody_defines_this __attribute__((weak));
long weak_in_lib(void) __attribute__((weak));

long version_one(void);
__asm__(".symver version_one, versioned@ONE");

static long initialised = 1234567890;
static char zeroes[BSS_SIZE];
static int count;
static char aligned[64] __attribute__((aligned(64)));

static long one_way(void)
{
    return 4711;
}

static long other_way(void)
{
    return 4712;
}

__attribute__((used)) static long (*resolve(void))(void)
{
    return count >= 0 ? one_way : other_way;
}

static long either_way(void) __attribute__((ifunc("resolve")));

static size_t nonzero(const char *from, size_t length)
{
    size_t found = 0;

    while (length > 0)
        found += from[--length] != 0;
    return found;
}

/* Keeps the compiler from knowing what it reads. */
#define OPAQUE(x) ({ __typeof__(x) opaque_ = (x); __asm__ volatile("" : "+r"(opaque_)); opaque_; })

void collect(struct findings *out)
{
    out->is_new = 1;
    out->strings = strings;
    out->data_word = *OPAQUE(&data_word);
    out->data_element = *OPAQUE(&data_element);
    out->data_function = *OPAQUE(&data_function);
    out->got_variable = &exe_other;
    out->got_lib_variable = &lib_variable;
    out->got_copied = &lib_copied;
    out->plt_call = exe_function(1);
    out->plt_lib_call = lib_function(1);
    out->plt_interposed = interposed();
    out->tls_dynamic = &exe_tls;
    out->tls_dynamic_lib = &lib_tls;
    out->tls_initial = &exe_tls_initial;
    out->tls_initial_lib = &lib_tls_initial;
    out->ifunc = either_way();
    out->length = strlen(*OPAQUE(&strings[63]));
    memcpy(out->copy, *OPAQUE(&strings[62]), OPAQUE(out->length));
    out->weak_undefined = &nobody_defines_this;
    out->weak_defined = weak_in_lib ? weak_in_lib() : -1;
    out->version_one = version_one();
    out->version_two = versioned();
    out->initialised = *OPAQUE(&initialised);
    out->bss_nonzero = nonzero(OPAQUE(&zeroes[0]), sizeof(zeroes));
    out->bss_count = __atomic_add_fetch(&count, 1, __ATOMIC_RELAXED);
    out->misaligned = (uintptr_t)OPAQUE(&aligned[0]) % 64;
    out->fraction = OPAQUE(out->ifunc) / 2.0;
}
