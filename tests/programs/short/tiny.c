/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled without alignment between functions: each begins where the one before it ends. */

long crowded(void)
{
    return 0;
}

/* Right behind crowded(), so there is no room for a jump there. */
long neighbour(void)
{
    return 1;
}

/* As short, but what follows is aligned: the padding can take the end of the jump. */
__attribute__((aligned(16))) long roomy(void)
{
    return 0;
}

__attribute__((aligned(16))) long distant(void)
{
    return 1;
}
