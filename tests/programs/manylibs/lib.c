/* SPDX-License-Identifier: Apache-2.0 */
/* One of many libraries, compiled with -DNUMBER=n. Libraries of the lower half also define a
 * common name: the first in the search order wins for all. */
#define PASTE_(a, b) a##b
#define PASTE(a, b) PASTE_(a, b)

long PASTE(variable_, NUMBER) = NUMBER;

long PASTE(function_, NUMBER)(long x)
{
    return x + NUMBER;
}

#ifdef DEFINES_COMMON
long common(void)
{
    return NUMBER;
}
#endif
