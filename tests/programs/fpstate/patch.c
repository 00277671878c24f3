/* SPDX-License-Identifier: Apache-2.0 */

const char *state(void)
{
    return "new";
}
