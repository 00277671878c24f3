/* SPDX-License-Identifier: Apache-2.0 */
/* Compiled with -DSAYS="..." */

const char *state(const char *prefix, long detail)
{
    return detail ? prefix : SAYS;
}
