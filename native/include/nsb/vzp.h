/* SPDX-License-Identifier: Apache-2.0 */
/*
 * vzp.h - what the author of a live patch says about symbols of limited scope.
 *
 * A patch is an ordinary shared object:
 *
 *     gcc -shared -fPIC -g -O2 -I.../include -o fix.so fix.c
 *     nsb generate TARGET fix.so -o fix.patch.so
 *
 * Every function defined in it replaces the target's function of the same name.
 * Global symbols of the target need nothing but an ordinary declaration. Static,
 * hidden, protected and internal symbols are out of reach of a shared object;
 * the macros of this file declare them and tell the generator where to look.
 *
 *
 * The macros
 * ----------
 * VZP_FILE("src/net/session.c")
 *     Everything that follows in this source, up to the next VZP_FILE, means the
 *     static symbols of that file of the target. The path is matched, by whole
 *     components from its end, against the source names in the target's debug
 *     information; the file itself need not exist. VZP_FILE("") ends the context.
 *     "Follows" means position in the translation unit, blocks do not matter.
 *
 * VZP_STATIC_VAR_REF(type, name)               VZP_STATIC_VAR_REF(type, name, "file")
 * VZP_STATIC_FUNC_REF(type, name, (args))      VZP_STATIC_FUNC_REF(type, name, (args), "file")
 *     Declare a static variable or function of the target. Which one is meant:
 *     the file argument decides; without it, VZP_FILE; without that, the name
 *     has to be unique in the target. `type` is any type name: int[4], or
 *     void (*)(int) too. A type with a comma outside parentheses needs a typedef.
 *     Inside a function that is being replaced, VZP_STATIC_VAR_REF also finds
 *     that function's static locals, and these come first.
 *
 * VZP_HIDDEN_VAR_REF(type, name)               VZP_HIDDEN_FUNC_REF(type, name, (args))
 * VZP_PROTECTED_VAR_REF(type, name)            VZP_PROTECTED_FUNC_REF(type, name, (args))
 * VZP_INTERNAL_VAR_REF(type, name)             VZP_INTERNAL_FUNC_REF(type, name, (args))
 *     The same for symbols with that ELF visibility. Such names are unique in a
 *     module, so there is no file argument. Do not include a header that declares
 *     the symbol hidden, protected or internal: the linker would insist on finding
 *     it inside the patch.
 *
 * VZP_STATIC_SYM_ALIAS(patch_name, target_name)
 *     The symbol that this translation unit of the patch calls patch_name is called
 *     target_name in the target. For two statics of one name in one patch source:
 *     rename one.
 *
 * VZP_KEEP static int parse(const char *line) { ... }
 *     A static function of the patch that replaces its namesake although nothing in
 *     the patch calls it. Without VZP_KEEP the compiler drops it as unused.
 *
 *
 * Example
 * -------
 *     #include <nsb/vzp.h>
 *
 *     VZP_FILE("src/store.c")
 *     VZP_STATIC_VAR_REF(unsigned long, hits)
 *     VZP_STATIC_FUNC_REF(int, find, (const char *key))
 *     VZP_STATIC_VAR_REF(int, debug, "src/log.c")
 *
 *     int lookup(const char *key)          // global: replaces lookup() of the target
 *     {
 *         hits++;                          // the target's own counter
 *         return debug ? -1 : find(key);   // the target's own function
 *     }
 *
 *     VZP_KEEP static void trim(char *s)   // static: replaces trim() of src/store.c
 *     {
 *         if (*s)
 *             s[64] = '\0';
 *     }
 *
 *     // Two functions, each with a static local named "calls":
 *     int open_one(void)
 *     {
 *         VZP_STATIC_VAR_REF(int, calls)
 *         return ++calls;
 *     }
 *     int close_one(void)
 *     {
 *         VZP_STATIC_VAR_REF(int, close_calls)
 *         VZP_STATIC_SYM_ALIAS(close_calls, calls)
 *         return ++close_calls;
 *     }
 *
 *
 * Rules
 * -----
 * - The macros stand at file or namespace scope or inside a function (inline
 *   functions and templates too), with or without a semicolon behind them. (With
 *   -pedantic, C compilers mention a superfluous semicolon at file scope.)
 * - gcc and clang, ELF targets, C99 and later, C++11 and later, any -O level, LTO.
 *   Keep -g: types are compared through the patch's debug information.
 * - Do not combine LTO (or --gc-sections) with -fvisibility=hidden: functions that only the
 *   target calls would be dropped from the patch. VZP_KEEP helps for single ones.
 * - A file argument is one string literal, or a macro for one.
 * - C++: for a name inside a namespace, write the macro inside that namespace. A static
 *   function is named _ZL3fooi in the target, while the patch, to which it is extern, says
 *   _Z3fooi; the generator knows. Members of an unnamed namespace cannot be redeclared from
 *   outside: declare them with their assembler name,
 *       extern int f(int) __asm__("_ZN12_GLOBAL__N_11fEi");
 * - Two translation units of one patch must have been compiled under different source names
 *   (the name given to the compiler): nothing else tells their records apart.
 *
 *
 * What a macro leaves behind (for those who read it)
 * --------------------------------------------------
 * 1. One record in the section ".vzp.records", which has no SHF_ALLOC and so is not part of
 *    the loaded image. A record is eight NUL-terminated strings; the section is a plain
 *    sequence of records without padding:
 *
 *      magic     "VZP1": version 1 of this layout; anything else is to be refused
 *      kind      "file", "alias", or {static,hidden,protected,internal}-{var,func}
 *      unit      __BASE_FILE__: equals DW_AT_name of the compilation unit
 *      position  __COUNTER__, decimal: increases through the unit, unique in it
 *      source    __FILE__ of the macro, for messages
 *      line      __LINE__ of the macro, decimal, for messages
 *      name      "file": empty; "alias": patch_name; else the symbol's name in the source
 *      argument  "file": the path; "alias": target_name; "static-*": file argument or empty;
 *                else empty
 *
 *    Order in the section means nothing (compilers reorder), the position does. The compiler
 *    may duplicate a record (inlining, cloning, template instances); duplicates are equal in
 *    every byte. Two different records with the same unit and position are an error: two
 *    translation units share their name. A reference in a function that the compiler drops
 *    as unused is dropped with it.
 * 2. For *_REF, an ordinary extern declaration of default visibility. If it is used, the patch
 *    has an undefined symbol: in C of that very name.
 * 3. For *_REF, a static object __vzp_type_<position>_<name> without size, so that the type is
 *    in the debug information even where the symbol is not used: a DW_TAG_variable whose type
 *    is an array of pointers to the declared type (to DW_TAG_subroutine_type for functions). Its
 *    compilation unit and name lead to the record; the nearest enclosing DW_TAG_subprogram is
 *    the function in which the macro stands. Abstract and concrete instances of inlined
 *    functions repeat it (DW_AT_abstract_origin). In C++ inline functions and templates it is
 *    a weak or unique global symbol; the name, which contains "__vzp_type_", tells.
 */
#ifndef NSB_VZP_H
#define NSB_VZP_H

#if !defined(__GNUC__) || !defined(__ELF__)
#error "nsb/vzp.h needs gcc or clang, and a target with ELF files"
#endif

#define VZP_FILE(path) VZP_RECORD_("file", __COUNTER__, "", path)

#define VZP_STATIC_SYM_ALIAS(patch_name, target_name) \
    VZP_RECORD_("alias", __COUNTER__, VZP_TEXT_(patch_name), VZP_TEXT_(target_name))

/* The trailing arguments stand in for an absent file; what is left over is ignored. */
#define VZP_STATIC_VAR_REF(...) VZP_VAR_REF_("static-var", __COUNTER__, __VA_ARGS__, "", )
#define VZP_STATIC_FUNC_REF(...) VZP_FUNC_REF_("static-func", __COUNTER__, __VA_ARGS__, "", )

#define VZP_HIDDEN_VAR_REF(type, name) VZP_VAR_REF_("hidden-var", __COUNTER__, type, name, "", )
#define VZP_HIDDEN_FUNC_REF(type, name, args) \
    VZP_FUNC_REF_("hidden-func", __COUNTER__, type, name, args, "", )

#define VZP_PROTECTED_VAR_REF(type, name) \
    VZP_VAR_REF_("protected-var", __COUNTER__, type, name, "", )
#define VZP_PROTECTED_FUNC_REF(type, name, args) \
    VZP_FUNC_REF_("protected-func", __COUNTER__, type, name, args, "", )

#define VZP_INTERNAL_VAR_REF(type, name) \
    VZP_VAR_REF_("internal-var", __COUNTER__, type, name, "", )
#define VZP_INTERNAL_FUNC_REF(type, name, args) \
    VZP_FUNC_REF_("internal-func", __COUNTER__, type, name, args, "", )

#define VZP_KEEP __attribute__((__used__))

/* ---- From here on: not for use outside this file. ---- */

#define VZP_VAR_REF_(kind, position, type, name, file, ...)   \
    VZP_RECORD_(kind, position, VZP_TEXT_(name), file)        \
    extern __typeof__(type) name VZP_DEFAULT_VISIBILITY_;     \
    __extension__ static __typeof__(type) *VZP_MARKER_(position, name)[0] VZP_KEEP;

#define VZP_FUNC_REF_(kind, position, type, name, args, file, ...) \
    VZP_RECORD_(kind, position, VZP_TEXT_(name), file)             \
    extern __typeof__(type) name args VZP_DEFAULT_VISIBILITY_;     \
    __extension__ static __typeof__(type) (*VZP_MARKER_(position, name)[0]) args VZP_KEEP;

/* Default visibility makes the compiler go through the GOT even under -fvisibility=hidden. */
#define VZP_DEFAULT_VISIBILITY_ __attribute__((__visibility__("default")))

/*
 * name and argument are string literals. They are turned into text once more, so that the
 * assembler reads them with their quotes and escapes, whatever a path contains. '%' is plain
 * text in basic asm, and unlike '@' it starts no comment on any CPU.
 */
#define VZP_RECORD_(kind, position, name, argument)                                        \
    __asm__(".pushsection .vzp.records,\"\",%progbits\n"                                   \
            ".asciz \"VZP1\", " VZP_TEXT_(kind) ", " VZP_TEXT_(__BASE_FILE__)              \
            ", \"" VZP_TEXT_(position) "\", " VZP_TEXT_(__FILE__)                          \
            ", \"" VZP_TEXT_(__LINE__) "\", " VZP_TEXT_(name) ", " VZP_TEXT_(argument) "\n" \
            ".popsection");

#define VZP_MARKER_(position, name) VZP_PASTE_(__vzp_type_, position, _, name)
#define VZP_PASTE_(a, b, c, d) VZP_PASTE_NOW_(a, b, c, d)
#define VZP_PASTE_NOW_(a, b, c, d) a##b##c##d
#define VZP_TEXT_(x) VZP_TEXT_NOW_(x)
#define VZP_TEXT_NOW_(x) #x

#endif
