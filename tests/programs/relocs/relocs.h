/* SPDX-License-Identifier: Apache-2.0 */
#ifndef RELOCS_H
#define RELOCS_H

#include <stddef.h>

#define STRINGS 64
#define BSS_SIZE 65536

/* What collect() finds out with the relocations that it has. */
struct findings {
    int is_new;
    const char *const *strings; /* R_X86_64_RELATIVE, an array of 64 */
    long *data_word;            /* R_X86_64_64 of a variable */
    long *data_element;         /* R_X86_64_64 with an addend */
    long (*data_function)(long);/* R_X86_64_64 of a function */
    long *got_variable;         /* R_X86_64_GLOB_DAT */
    long *got_lib_variable;
    long *got_copied;           /* lives in the executable, by a copy relocation */
    long plt_call;              /* R_X86_64_JUMP_SLOT, into the executable */
    long plt_lib_call;          /* into the library */
    long plt_interposed;        /* defined by both: the executable's */
    int *tls_dynamic;           /* R_X86_64_DTPMOD64, DTPOFF64: general dynamic */
    int *tls_dynamic_lib;
    int *tls_initial;           /* R_X86_64_TPOFF64: initial exec */
    int *tls_initial_lib;
    long ifunc;                 /* R_X86_64_IRELATIVE: a resolver inside the patch */
    size_t length;              /* strlen(): an IFUNC of libc */
    char copy[16];              /* memcpy(): likewise */
    void *weak_undefined;       /* must be NULL */
    long weak_defined;
    long version_one;           /* versioned symbols: old, default */
    long version_two;
    long initialised;           /* .data */
    size_t bss_nonzero;         /* bytes of .bss that are not zero */
    int bss_count;              /* .bss keeps what is written: 1, 2, 3, ... */
    size_t misaligned;          /* of an object that wants 64 bytes */
    double fraction;
};

void collect(struct findings *out);

extern long exe_variable, exe_array[4], exe_other;
extern long lib_variable, lib_copied;
extern __thread int exe_tls, exe_tls_initial, lib_tls, lib_tls_initial;
long exe_function(long x);
long lib_function(long x);
long interposed(void);
long versioned(void);
long weak_in_lib(void);

#endif
