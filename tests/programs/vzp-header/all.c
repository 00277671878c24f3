/* SPDX-License-Identifier: Apache-2.0 */
/* Every macro, at file scope and inside functions, with and without a semicolon. */
#include <nsb/vzp.h>

struct incomplete;

VZP_FILE("src/first.c")
VZP_STATIC_VAR_REF(int, with_context)
VZP_STATIC_VAR_REF(const char *, with_file, "src/dir/other file.c")
VZP_STATIC_VAR_REF(int[4], array)
VZP_STATIC_VAR_REF(void (*)(int), callback)
VZP_STATIC_VAR_REF(struct incomplete, opaque)
VZP_STATIC_VAR_REF(const volatile unsigned long, unused_var)
VZP_STATIC_FUNC_REF(int, add, (int a, int b))
VZP_STATIC_FUNC_REF(void (*)(int), get_callback, (void), "src/100%/a\\b\"c.c")
VZP_STATIC_FUNC_REF(int, unused_func, (const char *format, ...))
VZP_FILE("")
VZP_HIDDEN_VAR_REF(int, hidden_var)
VZP_HIDDEN_FUNC_REF(int, hidden_func, (int x))
VZP_PROTECTED_VAR_REF(int, protected_var)
VZP_PROTECTED_FUNC_REF(int, protected_func, (int x))
VZP_INTERNAL_VAR_REF(int, internal_var)
VZP_INTERNAL_FUNC_REF(int, internal_func, (int x))
VZP_STATIC_SYM_ALIAS(renamed, original)

#ifndef NO_SEMICOLON
VZP_FILE("src/second.c");
VZP_STATIC_VAR_REF(int, semicolon_var);
VZP_STATIC_FUNC_REF(int, semicolon_func, (int x));
VZP_STATIC_SYM_ALIAS(semicolon_alias, semicolon_target);
#endif

VZP_KEEP static int replaced_static(int x)
{
    return x + with_context;
}

static inline int in_static_inline(void)
{
    VZP_STATIC_VAR_REF(int, seen_in_inline, "src/inline.c")
    return seen_in_inline++;
}

__attribute__((unused)) static inline int never_called(void)
{
    VZP_STATIC_VAR_REF(int, seen_in_dropped);
    return seen_in_dropped;
}

int in_function(int x)
{
    VZP_FILE("src/third.c")
    VZP_STATIC_VAR_REF(int, local_static);
    VZP_STATIC_VAR_REF(int, renamed)
    VZP_STATIC_FUNC_REF(int, local_func, (int y))
    VZP_STATIC_SYM_ALIAS(renamed_local, local);
    VZP_HIDDEN_VAR_REF(int, hidden_in_function);

    if (x < 0) {
        VZP_STATIC_VAR_REF(int, nested)
        return nested;
    }
    x += local_static + renamed + hidden_in_function;
    return local_func(x) + in_static_inline();
}

int use_everything(int x, const struct incomplete *first_opaque)
{
    callback(x);
    get_callback()(x);
    x += with_file[0] + array[3] + (&opaque == first_opaque) + in_static_inline();
    x += hidden_var + protected_var + internal_var;
    x += hidden_func(x) + protected_func(x) + internal_func(x);
    return add(x, x);
}
