// SPDX-License-Identifier: Apache-2.0
// The macros in C++: namespaces, overloads, inline functions, members, templates.
#include <nsb/vzp.h>

VZP_FILE("src/first.cc")
VZP_STATIC_VAR_REF(int, counter)
VZP_STATIC_FUNC_REF(int, scale, (int x, double factor))
VZP_STATIC_FUNC_REF(int, unused_func, (const char *text), "src/other.cc")
VZP_HIDDEN_FUNC_REF(int, hidden_func, (int x));
VZP_PROTECTED_VAR_REF(long, protected_var);
VZP_STATIC_SYM_ALIAS(renamed, original);

namespace space
{
VZP_STATIC_VAR_REF(int, inside)
VZP_STATIC_FUNC_REF(int, inside_func, (int x));
VZP_KEEP static int replaced(int x) { return inside_func(x) + inside; }
} // namespace space

template <typename T> T in_template(T x)
{
    VZP_STATIC_VAR_REF(int, from_template, "src/template.cc")
    return x + from_template;
}

inline int in_inline(int x)
{
    VZP_STATIC_VAR_REF(int, from_inline);
    return x + from_inline;
}

struct thing {
    int value;
    int member();
    int inline_member() { VZP_STATIC_VAR_REF(int, from_inline_member) return from_inline_member; }
};

int thing::member()
{
    VZP_STATIC_VAR_REF(int, from_member)
    return value + from_member + inline_member();
}

int use(int x)
{
    auto lambda = [](int y) {
        VZP_STATIC_VAR_REF(int, from_lambda)
        return y + from_lambda;
    };
    x += scale(x, 1.5) + hidden_func(counter) + static_cast<int>(protected_var);
    x += in_template(x) + static_cast<int>(in_template(2.5)) + in_inline(x);
    return lambda(x);
}
