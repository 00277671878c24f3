/* SPDX-License-Identifier: Apache-2.0 */

const char *other(int detail)
{
    return detail ? "new in detail" : "new";
}
