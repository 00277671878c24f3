/* SPDX-License-Identifier: Apache-2.0 */

const char *state(int detail)
{
    return detail ? "new in detail" : "new";
}
